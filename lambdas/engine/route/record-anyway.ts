import type { Alert } from '../../core/alert.ts';
import { carriable } from '../../core/carriable.ts';
import { unreadable } from '../../core/reading/unreadable.ts';
import { systemAlert } from '../../core/system-alert.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { type ReadAlert, toReadAnyway } from './read-alert.ts';

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'error');

const plain = (text: string): string => carriable(text.toWellFormed());

/** The parse-failure alert in place of one that the store refuses, with the text of its record, or without. */
function unreadableFor({ alert, raw }: ReadAlert, error: unknown, hasText: boolean): ReadAlert {
  const text = hasText ? plain(raw()) : `the record of the alert ${plain(alert.id)}`;
  return toReadAnyway(unreadable(`it could not be stored (${nameOf(error)})`, text), alert);
}

/** Tocsin's own alert that an alert of this source was refused; once for each kind of failure and hour. */
const refusedAlert = (source: string, error: unknown, now: string): Alert =>
  systemAlert({
    identity: ['content_refused', source, nameOf(error), now.slice(0, 13)],
    problem: ['content_refused', source],
    product: 'Route',
    type: 'content_refused',
    title: `An alert of ${source} could not be stored and was delivered as unreadable`,
    description:
      `The store refused it for what it holds (${nameOf(error)}). A parse-failure alert with its text stands in its ` +
      'place, and other alerts are not affected. Look at that alert and report its text as a defect of Tocsin; with a ' +
      'version that can store it, replay the webhook.',
    severity: 'medium',
    target: { kind: 'source', resource: source },
    now,
  });

async function report({ source }: Alert, error: unknown, plan: Plan, ports: Ports): Promise<void> {
  const alert = refusedAlert(source, error, new Date(ports.now()).toISOString());
  const { destinations } = await plan.route(alert);
  await ports.emitSystemAlert(alert, destinations);
}

/**
 * Records an alert; when the store refuses it for what it holds, a parse-failure alert in its place, and reports that
 * with a system alert. So one alert that cannot be stored does not hold its webhook back. Throws when the store fails.
 */
export async function recordAnyway<T>(
  read: ReadAlert,
  record: (each: ReadAlert) => Promise<T>,
  plan: Plan,
  ports: Ports,
): Promise<T> {
  try {
    return await record(read);
  } catch (error) {
    if (!ports.isRefusal(error)) throw error;
    ports.log('alert.refused', { source: read.alert.source, error: nameOf(error) });
    const recorded = await record(unreadableFor(read, error, true)).catch((again: unknown) => {
      if (!ports.isRefusal(again)) throw again;
      return record(unreadableFor(read, error, false));
    });
    await report(read.alert, error, plan, ports);
    return recorded;
  }
}
