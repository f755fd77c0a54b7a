import { errorName } from '../../domain/values/error-text.ts';
import { unreadable } from '../../sources/_kit/unreadable.ts';
import type { Ports } from './ports.ts';
import { type ReadAlert, toReadAnyway } from './read-alert.ts';
import { plain, reportRefused } from './refused.ts';

/** The parse-failure alert in place of one that the store refuses, with the text of its record, or without. */
function unreadableFor({ alert, raw }: ReadAlert, error: unknown, hasText: boolean): ReadAlert {
  const text = hasText ? plain(raw()) : `the record of the alert ${plain(alert.id)}`;
  return toReadAnyway(unreadable(`it could not be stored (${errorName(error)})`, text), alert);
}

/**
 * Records an alert; when the store refuses it for what it holds, a parse-failure alert in its place, and reports that
 * with a system alert. So one alert that cannot be stored does not hold its webhook back. Throws when the store fails.
 */
export async function recordAnyway<T>(
  read: ReadAlert,
  record: (each: ReadAlert) => Promise<T>,
  ports: Ports,
): Promise<T> {
  try {
    return await record(read);
  } catch (error) {
    if (!ports.isRefusal(error)) throw error;
    const { source } = read.alert;
    ports.log('alert.refused', { source, error: errorName(error) });
    const recorded = await record(unreadableFor(read, error, true)).catch((again: unknown) => {
      if (!ports.isRefusal(again)) throw again;
      return record(unreadableFor(read, error, false));
    });
    await reportRefused(source, error, ports);
    return recorded;
  }
}
