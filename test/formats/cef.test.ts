import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cef } from '../../lambdas/destinations/_kit/formats/cef.ts';
import { oneLine, truncate, visible } from '../../lambdas/domain/values/text.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';

/** Greatest lengths of ArcSight's extension dictionary, document version 27; absent: no string. */
const lengths: Readonly<Record<string, number>> = {
  ...{ act: 63, cat: 1023, cs1: 4000, cs2: 4000, cs3: 4000, cs4: 4000, cs5: 4000, cs6: 4000, deviceFacility: 1023 },
  ...{ dhost: 1023, externalId: 40, filePath: 1023, msg: 1023, outcome: 63, reason: 1023, request: 1023 },
  ...{ requestMethod: 1023, rt: 20, shost: 1023, sproc: 1023, start: 20, suser: 1023, src: 15, dst: 15, c6a4: 45 },
};

/** A reader of CEF written from the specification, not from our writer. */
function read(line: string) {
  const header: string[] = [];
  let at = 0;
  for (let field = ''; header.length < 7; at += 1) {
    const c = line[at];
    if (c === undefined) throw new Error('a header of fewer than seven fields');
    if (c === '\\') {
      at += 1;
      field += line[at];
    } else if (c === '|') {
      header.push(field);
      field = '';
    } else field += c;
  }
  const rest = line.slice(at);
  const starts = [...rest.matchAll(/(?<=^| )([A-Za-z0-9]+)=/g)];
  const pairs = starts.map((match, i) => {
    const end = starts[i + 1]?.index ?? rest.length + 1;
    const raw = rest.slice(match.index + match[0].length, end - 1);
    const value = raw.replace(/\\([\\=nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c));
    return [match[1] ?? '', value] as const;
  });
  return { header, pairs, extension: new Map(pairs) };
}

const longer = (text: string | undefined, max: number): boolean => Array.from(text ?? '').length > max;

function checkLengths(header: readonly string[], extension: ReadonlyMap<string, string>): void {
  expect([63, 63, 31, 1023, 512].filter((max, i) => longer(header[i + 1], max))).toEqual([]);
  const [labels, values] = [true, false].map((wanted) =>
    [...extension].filter(([key]) => key.endsWith('Label') === wanted),
  );
  expect(values?.filter(([key, value]) => longer(value, lengths[key] ?? -1))).toEqual([]);
  expect(labels?.filter(([key]) => !extension.has(key.slice(0, -'Label'.length)))).toEqual([]);
}

describe('the CEF line', () => {
  it.each([...alerts.keys()])('reads back as what went into %s', (name) => {
    const alert = alertNamed(name);
    const { header, extension } = read(cef(alert, attemptFor(alert)).body);
    expect(header[0]).toBe('CEF:0');
    expect(header[1]).toBe(truncate(oneLine(alert.vendor), 63));
    expect(extension.get('cs1')).toBe(alert.id);
    expect(extension.get('act')).toBe(alert.action);
    expect(extension.get('msg') ?? '').toBe(truncate(visible(alert.description).trim(), 1023));
  });

  it('holds one event with unforged keys, whatever the alert says', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const { body } = cef(alert, attemptFor(alert));
        expect(body).not.toMatch(/[\r\n]/);
        const { header, pairs, extension } = read(body);
        expect(Number(header[6])).toBeLessThanOrEqual(10);
        expect(extension.size).toBe(pairs.length);
        expect(extension.get('act')).toBe(alert.action);
        checkLengths(header, extension);
      }),
      { numRuns: 300 },
    );
  });

  it('carries any text back and forth', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (description) => {
        const { extension } = read(
          cef({ ...alertNamed('minimal'), description }, attemptFor(alertNamed('minimal'))).body,
        );
        expect(extension.get('msg') ?? '').toBe(visible(description).trim());
      }),
    );
  });

  it('puts an IPv6 address where a receiver expects one', () => {
    const alert = { ...alertNamed('minimal'), actor: { ip: '2001:db8::1' } };
    const { extension } = read(cef(alert, attemptFor(alert)).body);
    expect([extension.get('src'), extension.get('c6a4'), extension.get('c6a4Label')]).toEqual([
      undefined,
      '2001:db8::1',
      'Source IPv6 Address',
    ]);
  });
});
