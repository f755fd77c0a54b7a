import { type Format, jsonOf } from './format.ts';

/**
 * A CloudEvent in structured mode (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 * Consumers tell repeats by source and id together; the subject, which may not be empty, is the problem that
 * occurrences share.
 */
export const cloudevents: Format = (alert) =>
  jsonOf(
    {
      specversion: '1.0',
      id: alert.id,
      source: `/tocsin/${encodeURIComponent(alert.source.toWellFormed())}`,
      type: `io.tocsin.alert.${alert.kind}`,
      ...(alert.fingerprint === '' ? {} : { subject: alert.fingerprint }),
      ...(Number.isNaN(Date.parse(alert.occurredAt)) ? {} : { time: alert.occurredAt }),
      datacontenttype: 'application/json',
      data: alert,
    },
    'application/cloudevents+json; charset=utf-8',
  );
