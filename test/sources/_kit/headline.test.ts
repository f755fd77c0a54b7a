import { describe, expect, test } from 'vitest';
import { headline } from '../../../lambdas/sources/_kit/headline.ts';

const cases: [name: string, happening: Parameters<typeof headline>[1], title: string][] = [
  [
    'Shell in a container',
    { what: '/bin/sh', on: 'web-1', by: 'root' },
    'Shell in a container: /bin/sh on web-1 by root',
  ],
  ['Malware on web-1', { on: 'web-1' }, 'Malware on web-1'],
  ['Malware on web-10', { on: 'web-1' }, 'Malware on web-10 on web-1'],
  ['Failed logons', { on: 'web-1', action: 'blocked' }, 'Failed logons on web-1, blocked'],
];

describe('headline', () => {
  test.each(cases)('%s with %j', (name, happening, title) => {
    expect(headline(name, happening)).toBe(title);
  });

  // A path that ends with a slash has a last part without a character.
  test.each(['', ' ', '\t\n'])('nothing is said of the blank part %j', (blank) => {
    expect(headline('Failed logons', { what: blank, on: blank, by: blank, from: blank })).toBe('Failed logons');
  });
});
