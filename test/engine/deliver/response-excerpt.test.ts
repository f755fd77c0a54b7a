import { describe, expect, it } from 'vitest';
import type { OutboundResponse } from '../../../lambdas/domain/outbound.ts';
import { responseExcerpt } from '../../../lambdas/engine/deliver/response-excerpt.ts';
import { leastEffortMs } from '../../effort.ts';

const answer = (body: string, contentType = 'application/json'): OutboundResponse => ({
  at: 0,
  status: 400,
  headers: { 'content-type': contentType },
  body,
});

describe('what a receiver said', () => {
  it.each([
    ['{"ok":false,\n  "error":"invalid_blocks"}', '{"ok":false, "error":"invalid_blocks"}'],
    ['  no_service\r\n', 'no_service'],
    ['{"text":"<b>kept</b> in JSON"}', '{"text":"<b>kept</b> in JSON"}'],
    ['a\u0000b\u001b[31mc\u202ed\u200be\ud800f', 'a b [31mc d e f'],
    ['grün 🚨 ok', 'grün 🚨 ok'],
  ])('is on one line, without control characters: %j', (body, expected) => {
    expect(responseExcerpt(answer(body))).toBe(expected);
  });

  it.each(['', '   \r\n', '\u0000\u200b', '<html></html>'])('is nothing when it is empty: %j', (body) => {
    expect(responseExcerpt(answer(body, 'text/plain'))).toBeUndefined();
  });

  it.each([
    [
      'text/html; charset=utf-8',
      '<!DOCTYPE html><html><head><style>a{color:red}</style><title>Blocked</title><script>x("<p>")</script></head><body><h1>Request&nbsp;blocked</h1><!-- id 7 --><p>Ask &lt;IT&gt;</p></body></html>',
      'Blocked Request blocked Ask <IT>',
    ],
    ['text/xml', '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>', 'AccessDenied No.'],
    ['', '\n<?xml version="1.0"?><a>b</a>', 'b'],
    ['text/html', '<p>open <b', 'open'],
    ['text/html', '<script>never closed', undefined],
  ])('is the text of a page: %s', (type, body, expected) => {
    expect(responseExcerpt(answer(body, type))).toBe(expected);
  });

  it('has no credential, also where the excerpt or the text ends within it', () => {
    const token = `xoxb-${'1'.repeat(40)}`;
    for (const padding of [0, 280, 299, 65_500]) {
      const excerpt = responseExcerpt(answer(`${'x '.repeat(padding / 2)}token=${token} password=hunter2`)) ?? '';
      expect(excerpt).not.toMatch(/xoxb|hunter2|1111/);
    }
    expect(responseExcerpt(answer('<b>Authorization: Bearer abcdefghijklmnop</b>', 'text/html'))).toBe(
      'Authorization: [removed: authorization]',
    );
    const long = responseExcerpt(answer(`<head>${' '.repeat(65_520)}</head>${token}`, 'text/html')) ?? '';
    expect(long).not.toContain('xoxb');
  });

  it('has at most 300 units and is cut at a code point', () => {
    expect(responseExcerpt(answer('x'.repeat(301)))).toBe('x'.repeat(300));
    const excerpt = responseExcerpt(answer(`${'x'.repeat(299)}🚨🚨`)) ?? '';
    expect(excerpt).toBe('x'.repeat(299));
    expect(excerpt.isWellFormed()).toBe(true);
  });

  it.each(['<', '<script>', '<!--', '&', '<script ', '\u200b', 'a <head><title', '<a '])(
    'takes little time of a megabyte of %j',
    (piece) => {
      const body = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const effort = leastEffortMs(() => {
        responseExcerpt(answer(body, 'text/html'));
        responseExcerpt(answer(body, 'text/plain'));
      }, 2);
      // Linear work takes a few; quadratic work would take minutes.
      expect(effort).toBeLessThan(1_000);
    },
  );
});
