import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../../lambdas/domain/redact/redact.ts';

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

test.each([
  'order 4111111111111112 shipped',
  'timestamp 1788190010829165123',
  'the token bucket is empty',
  'https://host:8080/path',
  'keyboard, monkey, tokenizer',
  '/run/secrets/kubernetes.io/serviceaccount/token',
])('leaves %s alone', (text) => {
  expect(redact(text)).toBe(text);
});

test('keeps what stands around the secret', () => {
  expect(redact('{"user":"a","password":"b c","n":1}')).toBe('{"user":"a","password":"[removed: secret]","n":1}');
});

test('redacting twice is redacting once', () => {
  const line = fc.constantFrom(
    'authorization: Bearer abcdefghijklmnop',
    '{"authorization": "Basic abc", "cookie": "a=b; c=d", "n": 1}',
    JSON.stringify({ h: JSON.stringify({ password: 'a b', 'x-api-key': 'c' }) }),
    "curl -H 'x-api-key: abc' https://u:p@h/?password=1&x=2",
    'Set-Cookie: sid=1; Path=/',
    'card 4111 1111 1111 1111, token eyJhbGciOiJI.eyJzdWIiOiIx.abc',
    'plain words',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', ' ', ', '), (lines, join) => {
      const once = redact(lines.join(join));
      expect(redact(once)).toBe(once);
    }),
  );
});

test.each(['a.', '-eyJ', 'a+', 'bearer ', 'password=', '4111 ', '://', 'authorization: basic ', '-----BEGIN ', '\\"'])(
  'takes no longer than it should over %j again and again',
  (unit) => {
    const before = performance.now();
    redact(`secret ${unit.repeat(300_000 / unit.length)}`);
    expect(performance.now() - before).toBeLessThan(1500);
  },
);
