/** The files of `docs/content/sentinel/`, held against the records that are sent. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asim } from '../../lambdas/destinations/sentinel/asim.ts';
import { asimColumns } from '../../lambdas/destinations/sentinel/asim-columns.ts';
import { sentinel } from '../../lambdas/destinations/sentinel/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/content/sentinel/${name}`, import.meta.url), 'utf8');

const full = alertNamed('full');
const record = JSON.parse(asim(full, attemptFor(full)).body);

/** The filter parameters of https://learn.microsoft.com/azure/sentinel/normalization-schema-alert#filtering-parser-parameters. */
const filters = [
  ...['starttime', 'endtime', 'ipaddr_has_any_prefix', 'hostname_has_any', 'username_has_any'],
  ...['attacktactics_has_any', 'attacktechniques_has_any', 'threatcategory_has_any', 'alertverdict_has_any'],
  'eventseverity_has_any',
];
/** The aliases of the same page, and the entity keys that Microsoft's parsers project. */
const aliases = [
  ...['AlertId', 'AlertDescription', 'Rule', 'IpAddr', 'Hostname', 'User', 'Dvc'],
  ...['DvcEntityKey', 'UserEntityKey', 'ProcessEntityKey', 'FileEntityKey'],
];

const projectedBy = (query: string): string[] => {
  const [, list = ''] = /\| project\n([\s\S]+?)\n\}/.exec(query) ?? [];
  return list.split(',').map((name) => name.trim());
};
const namedIn = (query: string, pattern: RegExp): string[] => [...query.matchAll(pattern)].map(([, name = '']) => name);

describe('the table and its rule', () => {
  const bicep = read('table.bicep');

  it('declare exactly the columns that are sent', () => {
    const declared = [...bicep.matchAll(/\{ name: '(\w+)', type: '(\w+)' \}/g)].map(([, name, type]) => [name, type]);
    expect(Object.fromEntries(declared)).toEqual(asimColumns);
  });

  it('take the stream that the destination names by default', () => {
    const settings = {
      endpoint: 'https://tocsin-5kyl.eastus-1.ingest.monitor.azure.com',
      dcrImmutableId: `dcr-${'0'.repeat(32)}`,
      tenantId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      clientId: '11112222-bbbb-3333-cccc-4444dddd5555',
      clientSecret: 's',
    };
    const { url } = sentinel.connect(settings).render(full, attemptFor(full));
    const [, stream = ''] = /\/streams\/([^?]+)/.exec(url) ?? [];
    expect(bicep).toContain(`'${stream}': {`);
    expect(bicep).toContain(`streams: ['${stream}']`);
    expect(bicep).toContain("outputStream: 'Custom-TocsinAlerts_CL'");
  });

  it('hold every value in a column of its type', () => {
    const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
      string: (value) => typeof value === 'string',
      int: Number.isInteger,
      boolean: (value) => typeof value === 'boolean',
      datetime: (value) => !Number.isNaN(Date.parse(String(value))),
      dynamic: (value) => typeof value === 'object',
    };
    for (const alert of alerts.values())
      for (const [name, value] of Object.entries(JSON.parse(asim(alert, attemptFor(alert)).body)))
        expect([name, forms[asimColumns[name] ?? '']?.(value)]).toEqual([name, true]);
  });
});

describe.each(['ASimAlertEventTocsin', 'vimAlertEventTocsin'])('the parser %s', (name) => {
  const query = read(`${name}.kql`);

  it('projects every column that is sent, the aliases and the entity keys', () => {
    const projected = projectedBy(query);
    expect([...Object.keys(asimColumns), ...aliases].filter((column) => !projected.includes(column))).toEqual([]);
    const made = namedIn(query, /^\s+(\w+) = /gm);
    expect(projected.filter((column) => ![...Object.keys(asimColumns), ...made, 'Type'].includes(column))).toEqual([]);
  });

  it('reads of AdditionalFields only what is sent', () => {
    const fields = namedIn(query, /AdditionalFields\.(\w+)/g);
    expect(fields).toContain('SrcIpAddr');
    expect(fields.filter((field) => !(field in record.AdditionalFields))).toEqual([]);
  });

  it('leaves out what is no security finding, and keeps the last report of a finding', () => {
    expect(query).toContain('tostring(AdditionalFields.AlertKind) == "detection"');
    expect(query).toContain('tostring(AdditionalFields.AlertClass) != "operational"');
    expect(query).toContain('summarize arg_max(LastReportAt, *) by EventUid');
  });

  it('is deployed with the parameters that it declares', () => {
    const [, head = ''] = /let parser = \(([^)]*(?:\(\[?\]?[^)]*\)[^)]*)*)\) \{/.exec(query) ?? [];
    const declared = namedIn(head, /(\w+): (?:bool|datetime|dynamic) =/g);
    const bicep = read('parsers.bicep');
    const [, deployed = ''] = new RegExp(`functionAlias: '${name}'\\s+functionParameters: '([^']+)'`).exec(bicep) ?? [];
    expect(namedIn(deployed, /(\w+):(?:bool|datetime|dynamic)=/g)).toEqual(declared);
    const called = namedIn(query.slice(query.lastIndexOf('parser(')), /(\w+)=\1/g);
    expect(called).toEqual(declared);
    expect(bicep).toContain(`loadTextContent('${name}.kql')`);
  });
});

describe('the filtering parser', () => {
  it('takes and applies every filter of the schema', () => {
    const query = read('vimAlertEventTocsin.kql');
    for (const filter of filters) {
      expect(query).toMatch(new RegExp(`^\\s+${filter}: (datetime|dynamic) =`, 'm'));
      expect(query).toMatch(new RegExp(`where (isnull|array_length)\\(${filter}\\)`));
    }
  });

  it('is found by the built-in unifying parsers through the custom ones', () => {
    const bicep = read('parsers.bicep');
    expect(bicep).toContain("functionAlias: 'Im_AlertEventCustom'");
    expect(bicep).toContain("functionAlias: 'ASim_AlertEventCustom'");
    for (const filter of filters) expect(bicep).toContain(`${filter}=${filter}`);
  });
});

it('the sample rule reads columns that the parser projects', () => {
  const projected = projectedBy(read('vimAlertEventTocsin.kql'));
  const bicep = read('rule.bicep');
  const columns = [
    ...namedIn(bicep, /columnName: '(\w+)'/g),
    ...namedIn(bicep, /^\s+(?:Finding|Rule): '(\w+)'/gm),
    ...namedIn(bicep, /\{\{(\w+)\}\}/g),
    ...namedIn(read('rule.kql'), /where (\w+) /g),
  ];
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter((column) => !projected.includes(column))).toEqual([]);
});
