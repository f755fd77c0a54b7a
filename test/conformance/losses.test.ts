import { describe, expect, it } from 'vitest';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { readingOf } from '../sources/read.ts';
import { lossesOf, type Made } from './losses.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

function madeOf(type: keyof typeof sources, payload: unknown): readonly Made[] {
  const reading = readingOf(sources[type], payload);
  const { vendor, product } = sources[type];
  const detections = reading.kind === 'alerts' ? reading.detections : [];
  return detections.map((detection) => ({
    detection,
    alert: finish(detection, { source: 's', vendor, product, receivedAt }),
  }));
}

const withAlert = ([made]: readonly Made[], change: (alert: Made['alert']) => object): readonly Made[] =>
  made === undefined ? [] : [{ ...made, alert: { ...made.alert, ...change(made.alert) } }];

const secret = 'k7Qz-91xV.rT44pLw2';
const report = { title: 'A login failed', severity: 'high', host: 'web-01', note: 'it was the third' };

describe('what is lost of a payload', () => {
  it('is nothing when all of it stands in the alert', () => {
    expect(lossesOf(report, madeOf('generic', report))).toEqual([]);
  });

  it('is a text that stands nowhere', () => {
    const made = withAlert(madeOf('generic', report), () => ({ facts: {} }));
    expect(lossesOf(report, made)).toEqual(['it was the third']);
  });

  it.each([
    ['under its name', { ...report, api_token: secret }],
    ['under a name with numbers behind it', { ...report, Token: { 0: secret } }],
    ['in a list', { ...report, tokens: { token: [secret, `${secret}b`] } }],
    ['in a line', { ...report, note: `curl -u admin:${secret} https://web-01.example` }],
    ['in JSON in a text', { ...report, body: JSON.stringify({ password: secret, user: 'anna' }) }],
  ])('is no credential that was removed %s', (_, payload) => {
    const made = madeOf('generic', payload);
    expect(JSON.stringify(made.map(({ alert }) => alert))).not.toContain(secret);
    expect(lossesOf(payload, made)).toEqual([]);
  });

  const marked = { ...report, api_token: secret };

  it('is a credential without a mark in its place', () => {
    const made = withAlert(madeOf('generic', marked), ({ facts: { api_token: _, ...facts } }) => ({ facts }));
    expect(lossesOf(marked, made)).toEqual([secret]);
  });

  it('is a credential that no count reports', () => {
    const made = withAlert(madeOf('generic', marked), ({ labels: { redacted: _, ...labels } }) => ({ labels }));
    expect(lossesOf(marked, made)).toEqual([secret]);
  });

  it('is a text that a mark in another text would hide', () => {
    const made = withAlert(madeOf('generic', marked), ({ facts: { note: _, ...facts } }) => ({ facts }));
    expect(lossesOf(marked, made)).toContain('it was the third');
  });
});
