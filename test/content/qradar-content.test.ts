/** The files of `docs/content/qradar/`, held against the LEEF events that are sent. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leef } from '../../lambdas/destinations/_kit/formats/leef.ts';
import { keysByPath, wholeKeys } from '../../lambdas/destinations/_kit/formats/leef-keys.ts';
import { type Alert, AlertClass, AlertKind, FindingStatus, isLiveDetection } from '../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { readLeef } from '../validators/qradar.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/content/qradar/${name}`, import.meta.url), 'utf8');

/** Rows of a CSV whose cells hold no line breaks and no quotes. */
const rows = (name: string): Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = read(name).trim().split('\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain = '']) => quoted ?? plain);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
};

const xml = read('tocsin.lsx.xml');
const patterns = new Map(
  [...xml.matchAll(/<pattern id="([\w-]+)"( case-insensitive="true")?[^>]*><!\[CDATA\[(.+?)\]\]><\/pattern>/g)].map(
    ([, id = '', insensitive, source = '']) => [id, new RegExp(source, insensitive === undefined ? '' : 'i')],
  ),
);
const matchers = [...xml.matchAll(/<matcher field="(\w+)" order="\d" pattern-id="([\w-]+)" capture-group="(\d)"\/>/g)];

/** What the extension finds in an event, as QRadar applies it: the first match of each pattern. */
const fieldsOf = (line: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    matchers.map(([, field = '', id = '', group]) => [field, patterns.get(id)?.exec(line)?.[Number(group)]]),
  );

const full = alertNamed('full');
const lineFor = (alert: Alert): string => leef(alert, attemptFor(alert)).body;
const mapping = rows('event-mapping.csv');
const mapped = (alert: Alert) => {
  const { EventName, EventCategory } = fieldsOf(lineFor(alert));
  return mapping.find((row) => row['event_id'] === EventName && row['event_category'] === EventCategory);
};

describe('the log source extension', () => {
  it('names only patterns that it has, and finds what QRadar normalises', () => {
    expect(matchers).toHaveLength(9);
    expect(matchers.filter(([, , id = '']) => !patterns.has(id))).toEqual([]);
    expect(fieldsOf(lineFor(full))).toEqual({
      EventName: 'threat',
      EventCategory: 'threat',
      DeviceTime: String(Date.parse(full.occurredAt)),
      SourceIp: '203.0.113.24',
      SourcePort: '50412',
      DestinationIp: '198.51.100.66',
      DestinationPort: '4444',
      Protocol: 'tcp',
      UserName: 'root',
    });
  });

  it('finds in any event what the event says, never what an attacker wrote into a text', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const line = lineFor(alert);
        const said = new Map(readLeef(line).pairs);
        const found = fieldsOf(line);
        expect(found['EventName']).toBe(said.get('cat'));
        expect(found['SourceIp']).toBe(said.get('src'));
        expect(found['DestinationIp']).toBe(said.get('dst'));
        expect(found['UserName']).toBe(said.get('usrName'));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the event mapping', () => {
  const all = AlertKind.options.flatMap((kind) =>
    AlertClass.options.flatMap((about) =>
      FindingStatus.options.map((status) => ({ ...full, kind, class: about, finding: { ...full.finding, status } })),
    ),
  );

  it('has exactly one row for each event that there is', () => {
    expect(all.filter((alert) => mapped(alert) === undefined)).toEqual([]);
    for (const alert of alerts.values()) expect(mapped(alert)).toBeDefined();
    const used = new Set(all.map((alert) => mapped(alert)));
    expect(mapping.filter((row) => !used.has(row))).toEqual([]);
    expect(new Set(mapping.map((row) => row['event_id'])).size).toBe(mapping.length);
  });

  it('gives what ends or silences a finding the severity 0 and another category, and no live detection', () => {
    for (const alert of all) {
      const { severity, low_level_category: category } = mapped(alert) ?? {};
      const isOver = alert.finding.status === 'resolved' || alert.finding.status === 'suppressed';
      expect([severity === '0', category === 'System Informational']).toEqual([isOver, isOver]);
      if (isLiveDetection(alert)) expect(Number(severity)).toBeGreaterThan(3);
    }
  });
});

describe('the custom properties', () => {
  const properties = rows('custom-properties.csv');

  it('each read their own attribute', () => {
    const line = lineFor(full);
    const said = new Map(readLeef(line).pairs);
    for (const { property, leef_key: key = '', expression = '' } of properties) {
      expect([...Object.values(keysByPath), ...wholeKeys, 'possibleDuplicate'], property).toContain(key);
      expect(new RegExp(expression).exec(`${line}^`)?.[1]).toBe(said.get(key));
    }
  });

  it('are what the sample search asks for', () => {
    const asked = [...read('open-findings.aql').matchAll(/"(Tocsin [\w ]+)"/g)].map(([, name]) => name);
    expect(asked).toContain('Tocsin finding uid');
    expect(asked.filter((name) => !properties.some(({ property }) => property === name))).toEqual([]);
  });
});
