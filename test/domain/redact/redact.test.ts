import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { redact, redactNamed } from '../../../lambdas/domain/redact/redact.ts';
import { cards, forms } from './credentials.ts';
import { harmless } from './harmless.ts';

const removed = /\[removed: /;

test.each([
  ['a bearer header', 'authorization: Bearer s3cr3tvalue', 's3cr3tvalue'],
  ['a header in JSON', '{"authorization":"Bearer s3cr3tvalue","x":1}', 's3cr3tvalue'],
  ['JSON inside JSON', JSON.stringify({ h: JSON.stringify({ 'x-api-key': 's3cr3tvalue' }) }), 's3cr3tvalue'],
  ['a quoted password with blanks', '{"password": "correct horse battery"}', 'horse'],
  ['a quoted password with an escaped quote', '{"password": "cor\\"rect"}', 'rect'],
  ['a query string', 'GET /x?api_key=s3cr3tvalue&y=1', 's3cr3tvalue'],
  ['basic credentials', 'Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['a signature of AWS', 'authorization: AWS4-HMAC-SHA256 Credential=A/20260901, Signature=s3cr3tvalue', 's3cr3tvalue'],
  ['all cookies', 'cookie: a=1; session=s3cr3tvalue', 's3cr3tvalue'],
  ['a password in a URL', 'https://user:s3cr3tvalue@host/x', 's3cr3tvalue'],
  ['a token of three parts', `x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s3cr3tvalue`, 's3cr3tvalue'],
  ['a card number', 'paid with 4111 1111 1111 1111.', '1111 1111'],
  ['a private key without its end', '-----BEGIN PRIVATE KEY-----\ns3cr3tvalue', 's3cr3tvalue'],
])('removes %s', (_, text, secret) => {
  expect(redact(text)).not.toContain(secret);
  expect(redact(text)).toMatch(removed);
});

/** The ways in which a text comes into an alert. */
const settings: readonly (readonly [name: string, within: (text: string) => string])[] = [
  ['alone', (text) => text],
  ['in a sentence', (text) => `Seen on web-1: ${text} (by root)`],
  ['in JSON', (text) => JSON.stringify({ message: text, n: 1 })],
  ['in JSON inside JSON', (text) => JSON.stringify({ log: JSON.stringify({ message: text }) })],
  ['on a line of its own', (text) => `GET / HTTP/1.1\n${text}\n`],
];

describe.each(settings)('%s', (_, within) => {
  it.each(forms)('$name goes', ({ text, secret }) => {
    const clean = redact(within(text));
    expect(clean).not.toContain(secret);
    expect(clean).not.toContain(secret.slice(-12));
    expect(clean).toMatch(removed);
  });

  it.each(cards)('card number %s goes', (card) => {
    expect(redact(within(card))).toContain('[removed: card number]');
    expect(redact(within(card))).not.toContain(card.slice(2));
  });

  it.each(harmless)('%s stays', (text) => {
    expect(redact(within(text))).toBe(within(text));
  });
});

test('there are as many forms and texts as are claimed', () => {
  expect(new Set(forms.map(({ secret }) => secret)).size).toBeGreaterThanOrEqual(240);
  expect(new Set(harmless).size).toBeGreaterThanOrEqual(200);
});

test('a card number stays when its check digit is wrong', () => {
  for (const card of cards) {
    const wrong = `${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`;
    expect(redact(wrong)).toBe(wrong);
  }
});

test('keeps what stands around the secret', () => {
  expect(redact('{"user":"a","password":"b c","n":1}')).toBe('{"user":"a","password":"[removed: secret]","n":1}');
  expect(redact('curl -u bob:hunter2 https://x')).toBe('curl -u bob:[removed: password] https://x');
});

test.each([
  ['headers.authorization', 'Bearer s3cr3tvalue', '[removed: authorization]'],
  ['headers.x-api-key.0', 's3cr3tvalue', '[removed: secret]'],
  ['env.DB_PASSWORD', 'hunter', '[removed: secret]'],
  ['request.cookie', 'sid=1', '[removed: cookie]'],
  ['socket.cookie', '18446624714393155072', '18446624714393155072'],
  ['spec.secretName', 'app-tls', 'app-tls'],
  ['env.PWD', '/srv/app', '/srv/app'],
  ['secret', 'db-credentials', 'db-credentials'],
  ['password', '[removed: secret]', '[removed: secret]'],
])('the value of %s: %s', (name, value, clean) => {
  expect(redactNamed(name, value)).toBe(clean);
});

test('what was removed is counted once, however often it stood there', () => {
  const seen = new Set<string>();
  redact('password=hunter22 and password=hunter22', seen);
  redact('4111 1111 1111 1111', seen);
  redactNamed('x-api-key', 'hunter22', seen);
  expect(seen.size).toBe(2);
});

const line = fc.oneof(
  fc.constantFrom(...forms.map(({ text }) => text)),
  fc.constantFrom(...cards),
  fc.constantFrom(...harmless),
  fc.constantFrom(
    JSON.stringify({ h: JSON.stringify({ password: 'a b' }) }),
    'Set-Cookie: sid=1; Path=/',
    'password=',
    '"',
  ),
  fc.string({ maxLength: 12 }),
);
const lines = fc.array(line, { maxLength: 8 });
const join = fc.constantFrom('\n', ' ', ', ');

test('redacting twice is redacting once', () => {
  fc.assert(
    fc.property(lines, join, (all, between) => {
      const once = redact(all.join(between));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 1_000 },
  );
});

test('a form goes whatever stands in the lines before and behind it', () => {
  fc.assert(
    fc.property(lines, join, fc.constantFrom(...forms), lines, (before, between, { text, secret }, behind) => {
      const clean = redact(`${before.join(between)}\n\n${text}\n\n${behind.join(between)}`);
      expect(clean).not.toContain(secret);
    }),
    { numRuns: 1_000 },
  );
});
