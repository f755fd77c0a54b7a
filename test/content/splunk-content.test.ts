/** The add-on in `docs/content/splunk/`, held against what the destination sends with `format: cim`. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../lambdas/destinations/_kit/formats/place-texts.ts';
import { splunk } from '../../lambdas/destinations/splunk/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { cimProblems, models } from '../validators/splunk-cim.ts';

type Stanzas = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** https://docs.splunk.com/Documentation/Splunk/latest/Admin/Aboutconfigurationfiles: stanzas of `name = value`. */
function conf(name: string): Stanzas {
  const file = readFileSync(new URL(`../../docs/content/splunk/${name}.conf`, import.meta.url), 'utf8');
  const stanzas = new Map<string, Map<string, string>>();
  for (const line of file.replaceAll('\\\n', ' ').split('\n')) {
    const [, stanza] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key, value = ''] = /^([\w.-]+) = (.*)$/.exec(line) ?? [];
    if (stanza !== undefined) stanzas.set(stanza, new Map());
    if (key !== undefined) [...stanzas.values()].at(-1)?.set(key, value);
    if (!/^(#.*|\[.+\]|[\w.-]+ = .*)?$/.test(line)) throw new Error(`no line of a .conf: ${line}`);
  }
  return stanzas;
}

const connected = splunk.connect({
  url: 'https://hec.example.test',
  token: '11111111-2222-3333-4444-555555555555',
  format: 'cim',
});
type Event = Readonly<Record<string, unknown>>;
const hecEvent = (alert: Alert) => JSON.parse(connected.render(alert, attemptFor(alert)).body ?? '');
const eventOf = (alert: Alert): Event => ({ ...hecEvent(alert).event, sourcetype: hecEvent(alert).sourcetype });

const evaluated = conf('props').get('tocsin:cim') ?? new Map<string, string>();
/** What is extracted at search time: lists have `{}` behind their names until an EVAL gives them the plain one. */
function extracted(event: Event): Event {
  const fields = Object.fromEntries(
    Object.entries(event).map(([name, value]) => [Array.isArray(value) ? `${name}{}` : name, value]),
  );
  const made = [...evaluated].flatMap(([key, value]) => {
    const [, name] = /^EVAL-(\w+)$/.exec(key) ?? [];
    const [, field] = /^'(.+)'$/.exec(value) ?? [];
    return name === undefined || field === undefined || !(field in fields) ? [] : [[name, fields[field]]];
  });
  return { ...fields, ...Object.fromEntries(made) };
}

/** Whether an event is found by a search of terms `name=value`, which is all that the event types are. */
const isFound = (event: Event, search: string): boolean =>
  search.split(' ').every((term) => {
    const [name = '', value] = term.split('=');
    return event[name] === value;
  });

function tagsOf(event: Event): string[] {
  const types = [...conf('eventtypes')].filter(([, stanza]) => isFound(event, stanza.get('search') ?? ' '));
  return types.flatMap(([name]) => [...(conf('tags').get(`eventtype=${name}`)?.keys() ?? [])]);
}

/** The data models that an event is in. */
const modelsOf = (alert: Alert): string[] => {
  const tags = tagsOf(extracted(eventOf(alert)));
  return Object.entries(models).flatMap(([name, model]) =>
    model.tags.every((tag) => tags.includes(tag)) ? [name] : [],
  );
};

const full = alertNamed('full');

describe('the event types of the add-on', () => {
  it('are for the source type that format cim has, unless the settings name another', () => {
    expect(hecEvent(full).sourcetype).toBe('tocsin:cim');
    expect([...conf('props').keys()]).toEqual(['tocsin:cim']);
  });

  it.each([
    ['threat', ['Alerts', 'Intrusion_Detection']],
    ['vulnerability', ['Alerts', 'Vulnerabilities']],
    ['compliance', ['Alerts']],
    ['exposure', ['Alerts']],
    ['operational', []],
  ] as const)('put a live detection of class %s into %j', (about, names) => {
    expect(modelsOf({ ...full, class: about })).toEqual(names);
    expect(modelsOf({ ...full, class: about, finding: { ...full.finding, status: 'in_progress' } })).toEqual(names);
  });

  it('put no ending, nothing silenced and no other kind into a data model', () => {
    for (const status of ['resolved', 'suppressed'] as const)
      expect(modelsOf({ ...full, finding: { ...full.finding, status } })).toEqual([]);
    for (const kind of ['gap', 'unreadable', 'system'] as const) expect(modelsOf({ ...full, kind })).toEqual([]);
  });

  it('tag each event type that there is, and no other', () => {
    const types = [...conf('eventtypes').keys()].map((name) => `eventtype=${name}`);
    expect([...conf('tags').keys()]).toEqual(types);
  });
});

describe('an event in CIM', () => {
  it.each(Object.keys(models))('has all recommended fields of %s, with the values that the model expects', (name) => {
    const model = models[name];
    if (model === undefined) throw new Error(name);
    const event = extracted(eventOf({ ...full, class: name === 'Vulnerabilities' ? 'vulnerability' : 'threat' }));
    expect(model.recommended.filter((field) => event[field] === undefined)).toEqual([]);
    expect(cimProblems(event, model)).toEqual([]);
  });

  it('fits the models for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const event = extracted(eventOf(alert));
        for (const model of Object.values(models)) expect(cimProblems(event, model)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('says who did what to what in the fields of the models', () => {
    const { connection: _, ...alert } = full;
    expect(eventOf(alert)).toMatchObject({
      ...{ src: '203.0.113.24', src_ip: '203.0.113.24', src_port: 50_412, user: 'root', dvc: 'kubearmor-2q9wf' },
      ...{ dest: 'ip-10-0-3-17', dest_ip: '10.0.3.17', dest_port: 443, action: 'blocked', ids_type: 'host' },
      ...{ signature: 'File integrity monitoring', signature_id: 'harden-file-integrity-monitoring' },
      ...{ file_path: '/etc/passwd', file_hash: full.file?.hashes?.sha256, process_id: 4182, parent_process_id: 4100 },
      ...{ cve: ['CVE-2026-12345'], cvss: 8.8, mitre_technique_id: ['T1036', 'T1565.001'], risk_score: 81, count: 7 },
      ...{ mitre_tactic: ['Defense Evasion', 'Impact'], vendor_account: '123456789012', category: 'integrity' },
      ...{ severity: 'high', vendor_severity: '5', vendor_product: 'AccuKnox KubeArmor' },
    });
    expect(eventOf(full)).toMatchObject({ dest: 'c2.example.net', dest_ip: '198.51.100.66', transport: 'tcp' });
  });

  it('keeps one finding_uid over its reports, and loses no place', () => {
    const over = eventOf({ ...full, id: 'later', finding: { ...full.finding, status: 'resolved' } });
    expect([over['finding_uid'], over['id']]).toEqual([full.finding.uid, 'later']);
    const odd = { ...full, actor: { ...full.actor, port: 70_000, process: { pid: -1 } } };
    const body = JSON.stringify(hecEvent(odd));
    for (const value of Object.values(placesOf(odd).rest()))
      expect(body).toContain(JSON.stringify(String(value)).slice(1, -1));
    expect(hecEvent(odd).event.alert).toMatchObject({ 'actor.port': 70_000, 'actor.process.pid': -1 });
    expect(hecEvent(odd).event).toMatchObject({ labels: full.labels, facts: full.facts, evidence: full.evidence });
  });
});

it('the sample search names only fields that are sent', () => {
  const [search = ''] = [...conf('savedsearches').values()].map((stanza) => stanza.get('search'));
  const [, table = ''] = /\| table (.+)$/.exec(search) ?? [];
  const fields = table.split(', ').filter((name) => name !== '_time');
  expect(fields.length).toBeGreaterThan(5);
  expect(fields.filter((name) => !(name in eventOf(full)))).toEqual([]);
});
