import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersKey } from '../../../lambdas/engine/signed-links/key.ts';
import { openToken, signToken } from '../../../lambdas/engine/signed-links/token.ts';

const key = new Uint8Array(32).fill(7);
const NOW = Date.UTC(2026, 10, 30, 2, 14);
const endsAt = NOW / 1000 + 60;
const deliveryId = 'akto-prod:0123456789abcdef0123456789abcdef:soc-slack';

describe('a token', () => {
  it('names its delivery until it ends', () => {
    const token = signToken(key, { deliveryId, endsAt });
    expect(openToken(key, token, NOW)).toEqual({ kind: 'valid', deliveryId });
    expect(openToken(key, token, NOW + 59_999)).toEqual({ kind: 'valid', deliveryId });
    expect(openToken(key, token, NOW + 60_000)).toEqual({ kind: 'expired' });
  });

  it('is a part of a path as it is, and shorter than the longest id', () => {
    const longest = `${'s'.repeat(63)}:${'0'.repeat(32)}:${'d'.repeat(63)}`;
    const token = signToken(key, { deliveryId: longest, endsAt });
    expect(encodeURIComponent(token)).toBe(token);
    expect(token.length).toBeLessThan(300);
    expect(openToken(key, token, NOW)).toEqual({ kind: 'valid', deliveryId: longest });
  });

  it('is forged when it was signed with another key, even after its end', () => {
    const token = signToken(new Uint8Array(32).fill(8), { deliveryId, endsAt });
    expect(openToken(key, token, NOW)).toEqual({ kind: 'forged' });
    expect(openToken(key, token, NOW + 120_000)).toEqual({ kind: 'forged' });
  });

  it('is forged when any character is another one', () => {
    const token = signToken(key, { deliveryId, endsAt });
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(openToken(key, changed, NOW).kind, `character ${at}`).not.toBe('valid');
    }
  });

  it('cannot be made longer: an end further away needs another signature', () => {
    const [ends = '', id = '', mac = ''] = signToken(key, { deliveryId, endsAt }).split('.');
    const later = (Number.parseInt(ends, 36) + 1).toString(36);
    expect(openToken(key, `${later}.${id}.${mac}`, NOW)).toEqual({ kind: 'forged' });
  });

  it('is never opened from any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(openToken(key, text, NOW)).toEqual({ kind: 'forged' });
      }),
    );
  });
});

describe('the key of an installation', () => {
  const [short, own] = [{ TOCSIN_ADMIN_TOKEN: 'short' }, { TOCSIN_ANSWERS_KEY: 'another-secret' }];

  it('is none without a secret', () => {
    expect(answersKey({})).toBeUndefined();
    expect(answersKey({ TOCSIN_ADMIN_TOKEN: '', TOCSIN_ANSWERS_KEY: '' })).toBeUndefined();
  });

  it('is the same for the same secret, and another for every other one', () => {
    expect(answersKey(short)).toEqual(answersKey({ ...short }));
    const keys = [short, own, { TOCSIN_ADMIN_TOKEN: 'other' }].map((secrets) => Buffer.from(answersKey(secrets) ?? []));
    expect(new Set(keys.map((each) => each.toString('hex'))).size).toBe(3);
    expect(keys.map(({ length }) => length)).toEqual([32, 32, 32]);
  });

  it('does not change with the admin token when it has a secret of its own', () => {
    expect(answersKey({ ...own, ...short })).toEqual(answersKey(own));
  });
});
