import { describe, expect, it } from 'vitest';
import { exhaustedUntilMs } from '../../../lambdas/engine/deliver/rate-limit-headers.ts';

const AT = Date.parse('2026-11-21T03:07:12.000Z');
const until = (headers: Record<string, string>) => exhaustedUntilMs({ at: AT, status: 200, headers, body: '' });

describe('headers that say how much is left', () => {
  it.each([
    ['GitHub, epoch seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(AT / 1000 + 90) }, 90],
    ['Discord, a span', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }, 1.5],
    ['Jira, a date', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-11-21T03:08Z' }, 48],
    ['the IETF draft', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30],
    ['a day at most counts as an hour', { 'ratelimit-remaining': '0', 'ratelimit-reset': '86400' }, 3600],
  ])('%s', (_, headers, seconds) => {
    expect(until(headers)).toBe(AT + seconds * 1000);
  });

  it.each([
    ['something is left', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '90' }],
    ['no time is given', { 'x-ratelimit-remaining': '0' }],
    ['the time is past', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(AT / 1000 - 5) }],
    ['the time is nonsense', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }],
  ])('nothing when %s', (_, headers) => {
    expect(until(headers)).toBeUndefined();
  });
});
