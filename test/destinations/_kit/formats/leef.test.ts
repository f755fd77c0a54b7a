import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leef } from '../../../../lambdas/destinations/_kit/formats/leef.ts';
import { keysByPath } from '../../../../lambdas/destinations/_kit/formats/leef-keys.ts';
import { placesOf } from '../../../../lambdas/destinations/_kit/formats/place-texts.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { visible } from '../../../../lambdas/domain/values/text.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../../../conformance/alerts.ts';
import { leefProblems, readLeef } from '../../../validators/qradar.ts';

const lineFor = (alert: Parameters<typeof leef>[0]): string => leef(alert, attemptFor(alert)).body;
const attributesOf = (line: string): ReadonlyMap<string, string> => new Map(readLeef(line).pairs);

describe('the LEEF line', () => {
  it.each([...alerts.keys()])('says of %s what QRadar normalises', (name) => {
    const alert = alertNamed(name);
    const attributes = attributesOf(lineFor(alert));
    expect(attributes.get('devTime')).toBe(String(Date.parse(alert.occurredAt)));
    expect(attributes.get('cat')?.split('/')[0]).toBe(alert.kind === 'detection' ? alert.class : alert.kind);
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
    const attributes = attributesOf(lineFor({ ...alertNamed('full'), actor: { process: { commandLine: text } } }));
    expect(attributes.get('process')).toBe(shown);
    expect(attributes.get('sev')).toBe('8');
  });

  it('has one EventID a rule, without the marks of the header', () => {
    const { header } = readLeef(lineFor({ ...alertNamed('full'), rule: { uid: 'a|b\\c\r\nd' } }));
    expect(header).toEqual(['AccuKnox', 'KubeArmor', '1.6.2', 'a¦b/c d']);
    expect(readLeef(lineFor({ ...alertNamed('full'), rule: { uid: 'x'.repeat(400) } })).header[3]).toHaveLength(255);
    expect(readLeef(lineFor({ ...alertNamed('full'), rule: { uid: '' } })).header[3]).toBe('unknown');
  });

  it('leaves a time that QRadar could not read to QRadar’s own clock', () => {
    for (const occurredAt of ['2001-01-01T00:00:00.000Z', '+012345-01-01T00:00:00.000Z'])
      expect(attributesOf(lineFor({ ...alertNamed('full'), occurredAt })).has('devTime')).toBe(false);
  });
});

const full = alertNamed('full');
const said = (alert: Alert) => Object.fromEntries(attributesOf(lineFor(alert)));

describe('the places of LEEF', () => {
  it('are the attributes that QRadar normalises', () => {
    const { connection: _, ...alert } = full;
    expect(said(alert)).toMatchObject({
      ...{ src: '203.0.113.24', srcPort: '50412', dst: '10.0.3.17', dstPort: '443', usrName: 'root' },
      ...{ accountName: '123456789012', url: full.target.url, sev: '8' },
    });
  });

  it('have the remote end of a connection as destination, and the target as source where nobody else is known', () => {
    const { ip: _, port: __, ...actor } = full.actor;
    expect(said({ ...full, actor })).toMatchObject({
      ...{ src: '10.0.3.17', srcPort: '443', dst: '198.51.100.66', dstPort: '4444', proto: 'tcp' },
    });
  });

  it('have a key each, so that nothing can forge one and nothing is lost', () => {
    const hashes = { sha256: 'a', sha1: 'b', md5: 'c' };
    const process = { ...full.actor.process, hashes, parent: { ...full.actor.process?.parent, hashes } };
    const paths = Object.keys(placesOf({ ...full, actor: { ...full.actor, process } }).rest());
    expect(paths.filter((path) => !(path in keysByPath))).toEqual([]);
    expect(new Set(Object.values(keysByPath)).size).toBe(Object.keys(keysByPath).length);
    const shown = Object.values(said(full)).join('\n').replaceAll('\\n', '\n').replaceAll('\\=', '=');
    const { vendor, product, ...places } = placesOf(full).rest();
    for (const value of Object.values(places)) expect(shown).toContain(String(value));
  });

  it('stay valid for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(leefProblems(lineFor(alert))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an ending in LEEF', () => {
  it.each(['resolved', 'suppressed'] as const)(
    '%s has an EventID and a category of its own, at the lowest severity',
    (status) => {
      const line = lineFor({ ...full, id: 'later', finding: { ...full.finding, status } });
      expect(readLeef(line).header[3]).toBe(`harden-file-integrity-monitoring/${status}`);
      expect(Object.fromEntries(readLeef(line).pairs)).toMatchObject({
        cat: `threat/${status}`,
        sev: '1',
        findingUid: full.finding.uid,
      });
    },
  );

  it('is told from an update, which is still open', () => {
    expect(said(full)).toMatchObject({ cat: 'threat', findingStatus: 'new' });
    expect(said({ ...full, finding: { ...full.finding, status: 'in_progress' } })).toMatchObject({
      cat: 'threat/in_progress',
      sev: '8',
    });
  });
});
