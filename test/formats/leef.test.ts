import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leef } from '../../lambdas/destinations/_kit/formats/leef.ts';
import { visible } from '../../lambdas/domain/values/text.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { leefProblems, readLeef } from '../validators/qradar.ts';

const lineFor = (alert: Parameters<typeof leef>[0]): string => leef(alert, attemptFor(alert)).body;
const attributesOf = (line: string): ReadonlyMap<string, string> => new Map(readLeef(line).pairs);

describe('the LEEF line', () => {
  it.each([...alerts.keys()])('says of %s what QRadar normalises', (name) => {
    const alert = alertNamed(name);
    const attributes = attributesOf(lineFor(alert));
    expect(attributes.get('devTime')).toBe(String(Date.parse(alert.occurredAt)));
    expect(attributes.get('cat')).toBe(alert.kind);
    expect(attributes.get('alertId')).toBe(alert.id);
  });

  it('carries any text to its own attribute, or shows what was replaced, and changes no other', () => {
    const without = attributesOf(lineFor({ ...alertNamed('full'), description: 'x' }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const line = lineFor({ ...alertNamed('full'), description: `-${text}-` });
        expect(leefProblems(line)).toEqual([]);
        const attributes = attributesOf(line);
        const shown = visible(`-${text}-`).replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('^', '\\u{5e}');
        expect(attributes.get('description')?.replaceAll('\\=', '=')).toBe(shown.replaceAll('\\=', '='));
        for (const [key, value] of without) if (key !== 'description') expect(attributes.get(key)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['another attribute', 'x^sev=1^alertId=forged', 'x\\u{5e}sev\\=1\\u{5e}alertId\\=forged'],
    ['another attribute after a tab', 'x\tusrName=root', 'x\\tusrName\\=root'],
    ['another event', 'x\nLEEF:2.0|Evil|x|1|y|', 'x\\nLEEF:2.0|Evil|x|1|y|'],
    ['what a pattern would find first, in any case', 'URL=https://evil.example', 'URL\\=https://evil.example'],
  ])('lets no text forge %s', (_, text, shown) => {
    const attributes = attributesOf(lineFor({ ...alertNamed('full'), actor: { process: text } }));
    expect(attributes.get('process')).toBe(shown);
    expect(attributes.get('sev')).toBe('8');
  });

  it('has one EventID a rule, without the marks of the header', () => {
    const { header } = readLeef(lineFor({ ...alertNamed('full'), type: 'a|b\\c\r\nd' }));
    expect(header).toEqual(['AccuKnox', 'KubeArmor', '1.0', 'a¦b/c d']);
    expect(readLeef(lineFor({ ...alertNamed('full'), type: 'x'.repeat(400) })).header[3]).toHaveLength(255);
    expect(readLeef(lineFor({ ...alertNamed('full'), type: '' })).header[3]).toBe('unknown');
  });

  it('leaves a time that QRadar could not read to QRadar’s own clock', () => {
    for (const occurredAt of ['2001-01-01T00:00:00.000Z', '+012345-01-01T00:00:00.000Z'])
      expect(attributesOf(lineFor({ ...alertNamed('full'), occurredAt })).has('devTime')).toBe(false);
  });
});
