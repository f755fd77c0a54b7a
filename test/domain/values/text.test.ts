import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  defang,
  escapeMrkdwn,
  httpUrl,
  oneLine,
  truncate,
  truncateBytes,
  visible,
} from '../../../lambdas/domain/values/text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

test('truncation keeps within its bound, never halves a character, and says that it cut', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
      const cut = truncate(text, max);
      expect(Array.from(cut).length).toBeLessThanOrEqual(max);
      expect(cut === text || cut.endsWith('…')).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

test('truncation by bytes keeps within its bound and at a character', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 3, max: 100 }), (text, max) => {
      const cut = truncateBytes(text, max);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(cut).not.toContain('\ufffd'.repeat(text.includes('\ufffd') ? 99 : 1));
    }),
  );
});

test('nothing invisible is left invisible', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(visible(text)).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
      expect(oneLine(text)).not.toMatch(/[\r\n\t]/);
    }),
  );
});

test('only plain web addresses become links, and defanged ones none', () => {
  expect(httpUrl('javascript:alert(1)')).toBeUndefined();
  expect(httpUrl('https://')).toBeUndefined();
  expect(httpUrl('https://example.test/a?b=c')).toBe('https://example.test/a?b=c');
  expect(defang('see https://evil.example/x')).toBe('see hxxps://evil[.]example/x');
  expect(escapeMrkdwn('<!channel> & <b>')).toBe('&lt;!channel&gt; &amp; &lt;b&gt;');
});
