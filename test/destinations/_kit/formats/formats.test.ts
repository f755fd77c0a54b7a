import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedded } from '../../../../lambdas/destinations/_kit/formats/_kit/format.ts';
import { FormatName, formats } from '../../../../lambdas/destinations/_kit/formats/formats.ts';
import { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from '../../../conformance/alerts.ts';

describe('formats', () => {
  it('are the ones that settings may name', () => {
    expect(Object.keys(formats).sort()).toEqual([...FormatName.options].sort());
  });

  it.each(FormatName.options)('%s is total, well-formed and deterministic, and stands inside JSON', (name) => {
    fc.assert(
      fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
        const formatted = formats[name](alert, attempt);
        expect(formatted.body.isWellFormed()).toBe(true);
        expect(formatted.body.trim()).not.toBe('');
        expect(formats[name](structuredClone(alert), attempt)).toEqual(formatted);
        expect(() => JSON.parse(embedded(formatted))).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  it.each([...alerts.keys()])('alert is the alert itself, for %s', (name) => {
    const alert = alertNamed(name);
    expect(Alert.parse(JSON.parse(formats.alert(alert, attemptFor(alert)).body))).toEqual(alert);
  });

  it.each([...alerts.keys()])('cloudevents is an event that the CloudEvents SDK accepts, for %s', (name) => {
    const alert = alertNamed(name);
    const { contentType, body } = formats.cloudevents(alert, attemptFor(alert));
    const event = HTTP.toEvent({ headers: { 'content-type': contentType }, body });
    if (!(event instanceof CloudEvent)) throw new Error('not one event');
    expect(event.validate()).toBe(true);
    expect([event.id, event.source, event.type]).toEqual([
      alert.id,
      `/tocsin/${alert.source}`,
      `io.tocsin.alert.${alert.kind}${alert.state === 'resolved' ? '.resolved' : ''}`,
    ]);
    expect(event.subject).toBe(alert.finding.uid);
  });
});

describe('raw', () => {
  const alert = alertNamed('minimal');
  const sent = (raw?: string) => formats.raw(alert, { ...attemptFor(alert), ...(raw === undefined ? {} : { raw }) });

  it.each([
    [
      'a record word for word',
      '{"b": 1.0, "a":12345678901234567890}',
      'application/json',
      '{"b": 1.0, "a":12345678901234567890}',
    ],
    ['a record that was text', '"it broke\\nhere"', 'text/plain; charset=utf-8', 'it broke\nhere'],
    ['what is no JSON at all', 'it broke', 'text/plain; charset=utf-8', 'it broke'],
  ])('sends %s', (_, raw, contentType, body) => {
    expect(sent(raw)).toEqual({ contentType, body });
  });

  it.each([['', 'null', '""', '" "']])('sends the alert where there is no record', (raw) => {
    expect(sent(raw)).toEqual(formats.alert(alert, attemptFor(alert)));
  });
});
