import type { Alert } from '../../../domain/alert.ts';
import { type Format, jsonOf, present } from './_kit/format.ts';

/** Consumers choose by it: a report that ends or silences a finding is of a type of its own. */
function typeOf({ kind, finding: { status } }: Alert): string {
  const ending = status === 'resolved' || status === 'suppressed' ? `.${status}` : '';
  return `io.tocsin.alert.${kind}${ending}`;
}

/**
 * A CloudEvent in structured mode (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 * Consumers tell repeats by source and id together; the subject is the finding that reports share.
 */
export const cloudevents: Format = (alert) =>
  jsonOf(
    present({
      specversion: '1.0',
      id: alert.id,
      source: `/tocsin/${encodeURIComponent(alert.source.toWellFormed())}`,
      type: typeOf(alert),
      subject: alert.finding.uid,
      time: Number.isNaN(Date.parse(alert.occurredAt)) ? undefined : alert.occurredAt,
      datacontenttype: 'application/json',
      data: alert,
    }),
    'application/cloudevents+json; charset=utf-8',
  );
