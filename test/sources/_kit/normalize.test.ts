import { expect, test } from 'vitest';
import { Alert } from '../../../lambdas/domain/alert.ts';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import { finish } from '../../../lambdas/sources/_kit/normalize.ts';
import { unreadable } from '../../../lambdas/sources/_kit/unreadable.ts';

const origin = { source: 's', vendor: 'V', product: 'P', receivedAt: '2026-09-01T00:00:00.000Z' };
const plain: Detection = { ...unreadable('r', 't'), kind: 'detection', evidence: [], type: 'rule', title: 'title' };
const with_ = (change: Partial<Detection>): Alert => finish({ ...plain, ...change }, origin);

const bytes = (alert: Alert): number => Buffer.byteLength(JSON.stringify(alert), 'utf8');
const evidenceOf = (alert: Alert, kind: string) => alert.evidence.find((it) => it.kind === kind);

const hashes = (text: string) => ({ sha256: text, sha1: text, md5: text });
const program = (text: string) => ({ name: text, path: text, commandLine: text, hashes: hashes(text) });

/** Every text of every place. */
const places = (text: string) => ({
  actor: {
    ...{ ip: text, country: text, user: text, email: text, userAgent: text },
    process: { ...program(text), parent: program(text) },
  },
  target: { kind: text, host: text, ip: text, url: text, method: text, domain: text, user: text },
  connection: { protocol: text, remote: { ip: text, domain: text } },
  file: { path: text, name: text, hashes: hashes(text) },
  container: { id: text, name: text, image: text },
  kubernetes: { cluster: text, namespace: text, workload: text, pod: text, node: text },
  cloud: { provider: text, account: text, region: text, resource: { uid: text, type: text, name: text } },
  code: { repository: text, branch: text, path: text, url: text },
  vulnerabilities: Array.from({ length: 100 }, () => ({ cve: text, package: text, version: text, fixedIn: text })),
  sensor: { host: text, version: text },
});

test.each([
  ['characters of four bytes', '🔥'],
  ['control characters, six bytes each in JSON', '\u0001'],
  ['quotes', '"'],
  ['halves of characters', '\ud800'],
])('whatever a sender makes long, a row stays below 400 KB: %s', (_, unit) => {
  const long = unit.repeat(200_000);
  const many = (n: number, each: string) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, each]));
  const alert = with_({
    type: long,
    title: long,
    description: long,
    vendorSeverity: long,
    ...places(unit.repeat(10_000)),
    finding: { vendorUid: long, firstSeenAt: long, lastSeenAt: long },
    rule: { name: long, version: long, category: long },
    attack: Array.from({ length: 500 }, () => ({ technique: 'T1000' })),
    remediation: { title: long, steps: Array.from({ length: 200 }, () => ({ title: long, text: long })) },
    evidence: Array.from({ length: 50 }, () => ({ kind: 'x', content: long })),
    labels: many(2000, 'value'.repeat(20)),
    facts: many(5000, 'value'.repeat(20)),
    url: `https://example.test/${long}`,
  });
  expect(() => Alert.parse(alert)).not.toThrow();
  expect(bytes(alert)).toBeLessThan(400_000);
});

test('what does not fit its field is in the evidence, and says when it was cut', () => {
  const alert = with_({ target: { kind: 'api', url: 'u'.repeat(10_000) }, facts: { big: 'f'.repeat(20_000) } });
  expect(evidenceOf(alert, 'target.url')?.content).toBe('u'.repeat(10_000));
  expect(evidenceOf(alert, 'fact big')).toMatchObject({ truncated: true });
  expect(with_({ facts: { big: 'f'.repeat(16_000) } }).facts['big']).toHaveLength(16_000);
});

test('evidence beyond the bound is counted', () => {
  const alert = with_({ evidence: Array.from({ length: 9 }, () => ({ kind: 'x', content: 'y'.repeat(16_000) })) });
  expect(alert.evidence.at(-1)).toMatchObject({
    kind: 'omitted',
    truncated: true,
    content: '4 more, kept with the webhook',
  });
});

test('credentials are gone from every field, also where only the name tells', () => {
  const secret = 's3cr3tvalue';
  const header = `Authorization: Bearer ${secret}`;
  const alert = with_({
    type: header,
    title: header,
    description: header,
    actor: { user: header },
    target: { kind: 'api', url: `https://u:${secret}@h/` },
    remediation: { title: header, steps: [{ title: header, text: header }] },
    evidence: [{ kind: 'x', content: header }],
    labels: { password: secret, a: header },
    facts: { 'headers.x-api-key': secret, 'a.b': header, 'body.client_secret': 'two words' },
    url: `https://example.test/?access_token=${secret}`,
  });
  expect(JSON.stringify(alert)).not.toContain(secret);
  expect(alert.facts['body.client_secret']).toBe('[removed: secret]');
});

test('hostile keys stay keys', () => {
  const facts = JSON.parse('{"__proto__":"x","constructor":"y"}');
  expect(Object.entries(with_({ facts }).facts)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test('the id is the occurrence, the fingerprint the problem, both of this source', () => {
  const one = with_({ identity: ['1'], problem: ['p'] });
  expect(with_({ identity: ['2'], problem: ['p'] })).toMatchObject({ fingerprint: one.fingerprint });
  expect(with_({ identity: ['2'], problem: ['p'] }).id).not.toBe(one.id);
  expect(one.id).toMatch(/^s:[0-9a-f]{32}$/);
});

test('a title is one line, and never empty', () => {
  expect(with_({ title: 'a\nb\u202ec' }).title).toBe('a b\\u{202e}c');
  expect(with_({ title: ' \n ' }).title).toBe('rule');
});

test('the time of receipt stands in for a missing one', () => {
  expect(with_({}).occurredAt).toBe(origin.receivedAt);
});

test('unreadable text is the same alert all day, and a new one on another', () => {
  const on = (receivedAt: string) => finish(unreadable('r', 't'), { ...origin, receivedAt }).id;
  expect(on('2026-09-01T00:00:00.000Z')).toBe(on('2026-09-01T23:00:00.000Z'));
  expect(on('2026-09-01T00:00:00.000Z')).not.toBe(on('2026-09-02T00:00:00.000Z'));
});

test('a rule that is called after a secret keeps its title, and no secret stands in it', () => {
  const titled = (title: string) =>
    with_({
      type: 'Reset password',
      title,
      actor: { process: { name: 'grep', path: '/usr/bin/grep' } },
      target: { kind: 'host', host: 'web-1' },
    });
  expect(titled('Reset password: grep on /etc/shadow').title).toBe('Reset password: grep on /etc/shadow');
  expect(titled('Reset password: hunter2-hunter2').title).toBe('Reset password: [removed: secret]');
});
