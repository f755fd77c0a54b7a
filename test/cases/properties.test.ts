/** What holds of strangers' records whatever they are wrapped in, however they spell and order their fields. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { alertsOf } from '../sources/read.ts';
import { readThrough } from './through.ts';

/** More by `npm run explore -- test/cases`. */
const RUNS = Number(process.env['RUNS'] ?? 200);
const numRuns = { numRuns: RUNS };

type Fields = Readonly<Record<string, unknown>>;

function alertOf(payload: unknown): Alert {
  const [alert, ...others] = alertsOf(generic, payload);
  if (alert === undefined || others.length > 0)
    throw new Error(`${others.length + 1} alerts of ${JSON.stringify(payload)}`);
  return alert;
}

const wrappers = fc.array(fc.constantFrom('data', 'alert', 'event', 'payload', 'incident', 'detail'), { maxLength: 2 });
const wrapped = (record: Fields, keys: readonly string[]): Fields =>
  keys.reduceRight<Fields>((inner, key) => ({ [key]: inner }), record);

const spellings: readonly ((words: string) => string)[] = [
  (words) => words.replaceAll(' ', '_'),
  (words) => words.replaceAll(' ', '-'),
  (words) => words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
  (words) => words.replaceAll(' ', '_').toUpperCase(),
  (words) => words.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase()),
];
const spelled = (record: Fields, how: number): Fields =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [(spellings[how] ?? String)(name), value]));

const shuffled = (record: Fields, seed: number): Fields =>
  Object.fromEntries(
    Object.entries(record)
      .map(([name, value], i) => [(i * 7 + seed) % 11, name, value] as const)
      .sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1))
      .map(([, name, value]) => [name, value]),
  );

const subjects = [
  'Disk of the database is full',
  'Malware found in mail',
  'SQL injection in search',
  'Köln: Pumpe steht',
];
const record = fc.record({
  title: fc.constantFrom(...subjects),
  'host name': fc.constantFrom('web-1', 'db-2', 'gw-3'),
  severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
  'rule id': fc.constantFrom('R-17', '942100', 'aws.s3.public'),
  'event time': fc.constantFrom('2026-01-02T10:00:00Z', 1_767_348_000, '2026-01-02 10:00:00 (UTC)'),
});

/** What a sender draws anew for each report. */
const noise = fc.record(
  {
    request_id: fc.uuid(),
    eventId: fc.string({ minLength: 1, maxLength: 12 }),
    count: fc.nat(),
    retryCount: fc.nat(9),
    sentAt: fc
      .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    traceId: fc.uuid(),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  },
  { requiredKeys: [] },
);

test('an envelope, another spelling and another order change nothing of the problem', () => {
  fc.assert(
    fc.property(record, wrappers, fc.nat(4), fc.nat(10), (plain, keys, how, seed) => {
      const there = alertOf(wrapped(shuffled(spelled(plain, how), seed), keys));
      const here = alertOf(spelled(plain, 0));
      const of = ({ title, severity, occurredAt, target, fingerprint }: Alert) => [
        title,
        severity,
        occurredAt,
        target.host,
        fingerprint,
      ];
      expect(of(there)).toEqual(of(here));
      expect(here).toMatchObject({ severity: plain.severity, occurredAt: '2026-01-02T10:00:00.000Z', state: 'open' });
    }),
    numRuns,
  );
});

test('times, counts and ids of requests change nothing of the problem', () => {
  fc.assert(
    fc.property(record, noise, noise, (plain, one, other) => {
      const [first, again] = [alertOf({ ...spelled(plain, 0), ...one }), alertOf({ ...spelled(plain, 0), ...other })];
      expect(again.fingerprint).toBe(first.fingerprint);
      expect(again.title).toBe(first.title);
    }),
    numRuns,
  );
});

const word = fc.constantFrom('nord', 'sued', 'pumpe', 'kessel', 'linie', 'tor');
const text = fc.array(word, { minLength: 2, maxLength: 5 }).map((words) => words.join(' '));

test('where nothing is known, the content is the problem', () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.constantFrom('meldung', 'libelle', 'tekst'),
      noise,
      noise,
      (one, other, name, first, second) => {
        const of = (said: string, beside: Fields) => alertOf({ anlage: 'werk', [name]: said, ...beside }).fingerprint;
        expect(of(one, first)).toBe(of(one, second));
        const words = (said: string): string => [...new Set(said.split(' '))].sort().join(' ');
        if (words(one) !== words(other)) expect(of(one, first)).not.toBe(of(other, second));
      },
    ),
    numRuns,
  );
});

test('an end in whatever words under the name of a status meets its opener', () => {
  const over = fc.constantFrom(
    'resolved',
    'Closed',
    'RECOVERED',
    'ok',
    'UP',
    'passed',
    'cleared',
    'Fixed',
    'auto-resolved',
    'recovery',
    'healthy',
    'back to normal',
  );
  const name = fc.constantFrom(
    'status',
    'state',
    'alert status',
    'incident state',
    'current state',
    'notification type',
  );
  fc.assert(
    fc.property(record, over, name, fc.nat(4), noise, (plain, word_, status, how, beside) => {
      const open = alertOf(spelled({ ...plain, [status]: 'firing' }, how));
      const end = alertOf({ ...spelled({ ...plain, [status]: word_ }, how), ...beside });
      expect([open.state, end.state]).toEqual(['open', 'resolved']);
      expect(end.fingerprint).toBe(open.fingerprint);
    }),
    numRuns,
  );
});

test('a small number called severity is never told as low', () => {
  const name = fc.constantFrom('severity', 'severity level', 'alert severity', 'severity id');
  fc.assert(
    fc.property(record, name, fc.nat(10), fc.boolean(), (plain, said, level, isText) => {
      const { severity: _, ...rest } = plain;
      const { severity } = alertOf(spelled({ ...rest, [said]: isText ? String(level) : level }, 0));
      expect(['medium', 'high', 'critical']).toContain(severity);
    }),
    numRuns,
  );
});

test('a placeholder that nobody filled in is absent', () => {
  const empty = fc.constantFrom(
    '$SERVICE',
    '{{ host }}',
    `\${user}`,
    '<no value>',
    '%{host}',
    '{HOST.NAME}',
    'N/A',
    'null',
    '$HOSTNAME$',
  );
  const name = fc.constantFrom('title', 'host name', 'user', 'resource', 'rule id', 'severity', 'event time');
  fc.assert(
    fc.property(record, empty, name, (plain, placeholder, said) => {
      const { facts, evidence: _, ...alert } = alertOf(spelled({ ...plain, [said]: placeholder }, 0));
      expect(JSON.stringify(alert)).not.toContain(JSON.stringify(placeholder).slice(1, -1));
      expect(Object.values(facts)).toContain(placeholder);
    }),
    numRuns,
  );
});

test('a title is words: no id, address, time or flag', () => {
  const odd = fc.oneof(
    fc.uuid(),
    fc.ipV4(),
    fc.emailAddress(),
    fc.constantFrom('organizations/1/sources/2', 'true', '1767348000', '33aa8a8a948b48b28d40450c5fb92fba', 'created'),
  );
  fc.assert(
    fc.property(odd, fc.constantFrom('title', 'name', 'subject', 'message'), text, (id, name, said) => {
      expect(alertOf({ [name]: id, tekst: said }).title).toContain(said);
    }),
    numRuns,
  );
});

test('ids of the thing are the problem', () => {
  const name = fc.constantFrom('incident_id', 'issueId', 'finding id', 'check_id', 'case_id', 'problemId');
  fc.assert(
    fc.property(name, fc.nat(99_999), fc.nat(99_999), noise, (said, one, other, beside) => {
      const of = (id: number) =>
        alertOf({ title: 'A new incident has been detected.', [said]: id, ...beside }).fingerprint;
      expect(of(one) === of(other)).toBe(one === other);
    }),
    numRuns,
  );
});

const anyJson = fc.jsonValue({ maxDepth: 4 });
const types = Object.keys(sources);

test('no JSON object with a sentence in it becomes a parse failure, whatever the type', async () => {
  const sentence = fc.constantFrom('Somebody opened the vault', 'Disk is full on db-1', 'CVE-2026-1 found in image');
  const object = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), anyJson, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...types),
      object,
      fc.string({ minLength: 1, maxLength: 8 }),
      sentence,
      wrappers,
      async (type, beside, name, said, keys) => {
        const found = await readThrough(type, wrapped({ ...beside, [name]: said }, keys));
        const kinds = found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert.kind) : [];
        expect(kinds).not.toContain('unreadable');
        if (found.kind === 'alerts') expect(JSON.stringify(found.alerts.map(({ alert }) => alert))).toContain(said);
      },
    ),
    numRuns,
  );
});
