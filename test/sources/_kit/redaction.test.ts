import { describe, expect, it } from 'vitest';
import { removedFrom } from '../../../lambdas/destinations/_kit/alert-view/evidence-policy.ts';
import { FormatName, formats } from '../../../lambdas/destinations/_kit/formats/formats.ts';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import { toReadAnyway } from '../../../lambdas/engine/route/read-alert.ts';
import { unreadable } from '../../../lambdas/sources/_kit/unreadable.ts';
import { cards, forms } from '../../domain/redact/credentials.ts';

const origin = { source: 's', vendor: 'V', product: 'P', receivedAt: '2026-09-01T00:00:00.000Z' };
const program = (text: string) => ({ name: text, path: text, commandLine: text });

/** A detection with a text in every place that a sender fills. */
const everywhere = (text: string): Detection => ({
  ...unreadable('r', 't'),
  kind: 'detection',
  type: text,
  title: `Seen: ${text}`,
  description: `It was seen: ${text}`,
  vendorSeverity: text,
  rule: { name: text, category: text },
  actor: { user: text, userAgent: text, process: { ...program(text), parent: program(text) } },
  target: { kind: 'host', host: text, url: text },
  file: { path: text, name: text },
  container: { id: text, name: text, image: text },
  cloud: { provider: text, resource: { uid: text, name: text } },
  code: { repository: text, path: text, url: text },
  vulnerabilities: [{ cve: 'CVE-2026-1', package: text }],
  attack: [{ technique: text, tactics: [{ uid: text, name: text }] }],
  remediation: { title: text, steps: [{ title: text, text }] },
  evidence: [
    { kind: text, content: text },
    { kind: 'request', content: JSON.stringify({ body: text }) },
  ],
  labels: { a: text, [text]: 'name' },
  facts: { 'a.b': text, [text]: 'name', long: `${text} ${'x '.repeat(9_000)}` },
  url: text,
  record: { message: text, list: [text] },
});

const texts = [
  ...forms.map(({ name, text, secret }) => ({ name, text, secret })),
  ...cards.map((card) => ({ name: `card ${card}`, text: card, secret: card })),
];

describe.each(texts)('$name', ({ text, secret }) => {
  const read = toReadAnyway(everywhere(text), origin);

  it('is in no place of the alert', () => {
    expect(JSON.stringify(read.alert)).not.toContain(secret);
    expect(read.alert.title).toContain('[removed: ');
  });

  it.each(FormatName.options)('is not sent as %s', (name) => {
    const attempt = { possibleDuplicate: false, raw: read.raw() } as Parameters<(typeof formats)['alert']>[1];
    expect(JSON.stringify(formats[name](read.alert, attempt))).not.toContain(secret);
  });

  it('is counted', () => {
    expect(Number(read.alert.labels['redacted'])).toBeGreaterThanOrEqual(1);
    expect(removedFrom(read.alert)).toBeGreaterThanOrEqual(1);
  });

  it('is in the evidence for a destination that takes it in full', () => {
    const full: { kind: string; content: string }[] = JSON.parse(read.evidence());
    expect(full[0]?.content).toBe(text);
  });
});

it('says nothing of redaction where nothing was removed', () => {
  const { alert } = toReadAnyway(everywhere('plain words'), origin);
  expect(alert.labels).not.toHaveProperty('redacted');
  expect(removedFrom(alert)).toBe(0);
});

it('a list of names and values tells by its names', () => {
  const detection = everywhere('plain words');
  const facts = { 'env.0.name': 'DB_PASSWORD', 'env.0.value': 'hunter', 'env.1.name': 'USER', 'env.1.value': 'bob' };
  const { alert } = toReadAnyway({ ...detection, facts }, origin);
  expect(alert.facts).toEqual({ ...facts, 'env.0.value': '[removed: secret]' });
});

it.each([
  [{ key: 'password', value: 'hunter22' }, 'value'],
  [{ 'headers.0.Key': 'X-Api-Key', 'headers.0.Value': 'hunter22' }, 'headers.0.Value'],
  [{ 'h.header': 'Authorization', 'h.value': 'Bearer hunter22-and-more-1' }, 'h.value'],
  [{ 'jwk.kty': 'EC', 'jwk.d': 'hunter22' }, 'jwk.d'],
])('of %j the value goes', (facts, name) => {
  const { alert } = toReadAnyway({ ...everywhere('plain words'), facts }, origin);
  expect(alert.facts[name]).toMatch(/^\[removed: /);
  expect({ ...alert.facts, [name]: '' }).toEqual({ ...facts, [name]: '' });
});

it('a credential that a name shows goes from the title and the description too', () => {
  const detection = {
    ...everywhere('plain words'),
    title: 'wordone2X wordtwo3Y',
    description: 'It was wordone2X wordtwo3Y',
    facts: { passphrase: 'wordone2X wordtwo3Y' },
  };
  const { alert } = toReadAnyway(detection, origin);
  expect([alert.title, alert.description]).toEqual(['[removed: secret]', 'It was [removed: secret]']);
});

it('counts a credential once, and none that stands in evidence that is sent in full', () => {
  const detection = {
    ...everywhere('plain words'),
    evidence: [{ kind: 'x', content: 'password=hunter22 password=hunter22' }],
  };
  const { alert } = toReadAnyway(detection, origin);
  expect(alert.labels['redacted']).toBe('1');
  expect(removedFrom(alert)).toBe(1);
  expect(removedFrom({ ...alert, evidence: [] })).toBe(0);
});
