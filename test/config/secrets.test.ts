import { describe, expect, it } from 'vitest';
import { resolveSecrets, secretNames } from '../../lambdas/config/secrets.ts';

const setting = {
  url: `https://x.example.test/\${KEY}?b=\${B}`,
  headers: { a: `\${KEY}` },
  codes: [200, `\${C}`],
  on: true,
};

describe('placeholders', () => {
  it('are found in every text, each once, in order', () => {
    expect(secretNames(setting)).toEqual(['KEY', 'B', 'C']);
    expect(secretNames({ text: `$KEY {KEY} \${1KEY} \${KEY` })).toEqual([]);
  });

  it('are replaced, and nothing else changes', () => {
    expect(resolveSecrets(setting, { KEY: 'k', B: 'b', C: '201' })).toEqual({
      value: { url: 'https://x.example.test/k?b=b', headers: { a: 'k' }, codes: [200, '201'], on: true },
      missing: [],
    });
  });

  it('that have no value, or an empty one, are named', () => {
    expect(resolveSecrets(setting, { KEY: '', B: 'b' }).missing).toEqual(['KEY', 'C']);
  });

  it('in a value are not replaced again, and patterns in it mean nothing', () => {
    expect(resolveSecrets(`\${A}`, { A: `\${B}$&$1`, B: 'no' }).value).toBe(`\${B}$&$1`);
  });
});
