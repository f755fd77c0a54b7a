import type { Alert, AlertClass } from '../../../domain/alert.ts';
import { imageName } from '../../../domain/image-name.ts';
import { type Line, line, linesOf, shown } from './lines.ts';
import { telling } from './telling.ts';

type Pick = (alert: Alert) => Line[];

const within = (text: string | undefined, around: string | undefined): string | undefined => {
  const [inner, outer] = [shown(text ?? ''), shown(around ?? '')];
  return inner === '' || outer === '' ? inner || outer : `${inner} (${outer})`;
};
const separated = (...texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join(', ');
const withPort = (text: string | undefined, port: number | undefined): string | undefined =>
  text === undefined || port === undefined ? text : `${text}:${port}`;

const VULNERABILITIES_SHOWN = 4;

type Vulnerability = NonNullable<Alert['vulnerabilities']>[number];

const vulnerabilityLine = ({ cve, cvss, package: name, version, fixedIn }: Vulnerability): Line[] => {
  const parts = [
    [name, version].filter((text) => text !== undefined).join(' '),
    cvss === undefined ? undefined : `CVSS ${cvss}`,
    fixedIn === undefined ? undefined : `fixed in ${fixedIn}`,
  ];
  return line(shown(cve ?? '') || 'Vulnerability', separated(...parts));
};

/** One has a line for each thing that is known of it; of several, each has a line. */
function vulnerabilities({ vulnerabilities: found = [] }: Alert): Line[] {
  const [first] = found;
  if (first !== undefined && found.length === 1)
    return [
      ...line('CVE', first.cve),
      ...line('CVSS', first.cvss?.toString()),
      ...line('Package', first.package),
      ...line('Installed', first.version),
      ...line('Fixed in', first.fixedIn),
    ];
  const more = found.length - VULNERABILITIES_SHOWN;
  return [
    ...found.slice(0, VULNERABILITIES_SHOWN).flatMap(vulnerabilityLine),
    ...(more > 0 ? line('Further', `${more} vulnerabilities`) : []),
  ];
}

const sameText = (a: string | undefined, b: string | undefined): boolean => shown(a ?? '') === shown(b ?? '');

/** Everything typed that an alert may have to say, by name. */
const picks = {
  user: ({ actor }) => line('User', actor.user ?? actor.email),
  email: ({ actor }) => (actor.user === undefined ? [] : line('Email', actor.email)),
  address: ({ actor }) => line(actor.ip === undefined ? 'Country' : 'Address', within(actor.ip, actor.country)),
  process: ({ actor: { process: it } }) => line('Process', it?.commandLine ?? it?.path ?? it?.name),
  parent: ({ actor: { process: it } }) =>
    line('Parent process', it?.parent?.commandLine ?? it?.parent?.path ?? it?.parent?.name),
  request: ({ target }) => line('Request', `${target.method ?? ''} ${target.url ?? ''}`),
  // A program that is itself the file stands there once.
  file: ({ file, actor }) =>
    file?.path === undefined || file.path !== actor.process?.path ? line('File', file?.path ?? file?.name) : [],
  // A protocol alone does not help.
  connection: ({ connection: { remote, direction, protocol } = {} }) =>
    (remote ?? direction) === undefined
      ? []
      : line(
          'Connection',
          within(
            withPort(remote?.domain ?? remote?.ip, remote?.port),
            separated(direction, protocol, remote?.domain && remote.ip),
          ),
        ),
  protocol: ({ connection: { remote, direction, protocol } = {} }) =>
    (remote ?? direction) === undefined ? line('Protocol', protocol) : [],
  host: ({ target }) => line('Host', within(target.host ?? target.domain, target.ip)),
  account: ({ target }) => line('Target user', target.user),
  pod: ({ kubernetes: { namespace, pod } = {} }) =>
    pod === undefined ? line('Namespace', namespace) : line('Pod', [namespace, pod].filter(Boolean).join('/')),
  workload: ({ kubernetes }) => line('Workload', kubernetes?.workload),
  cluster: ({ kubernetes }) => line('Cluster', kubernetes?.cluster),
  node: ({ kubernetes }) => line('Node', kubernetes?.node),
  container: ({ container }) => line('Container', container?.name ?? container?.id),
  image: ({ container }) => line('Image', container?.image && imageName(container.image)),
  resource: ({ cloud: { resource } = {} }) => line('Resource', resource?.uid ?? within(resource?.name, resource?.type)),
  resourceType: ({ cloud: { resource } = {} }) => (resource?.uid === undefined ? [] : line('Type', resource.type)),
  cloud: ({ cloud: { account, region } = {} }) => [...line('Account', account), ...line('Region', region)],
  repository: ({ code }) => line('Repository', within(code?.repository, code?.branch)),
  codeLine: ({ code }) => line('Place', code?.line === undefined ? code?.path : withPort(code.path, code.line)),
  vulnerabilities,
  rule: ({ class: about, rule: { uid, name = uid } }) =>
    line(about === 'compliance' ? 'Control' : 'Rule', sameText(name, uid) ? name : within(name, uid)),
  category: ({ rule }) => line('Category', rule.category),
  pid: ({ actor }) => line('Process id', actor.process?.pid?.toString()),
  client: ({ actor }) => line('Client', actor.userAgent),
  digests: ({ file, actor }) => [
    ...line('SHA-256 of the process', actor.process?.hashes?.sha256),
    ...line('SHA-256 of the file', file?.hashes?.sha256),
    ...line('SHA-512 of the file', file?.hashes?.sha512),
    ...line('SHA-1 of the file', file?.hashes?.sha1),
    ...line('MD5 of the file', file?.hashes?.md5),
  ],
  sensor: ({ sensor }) => line('Sensor', within(sensor?.host, sensor?.version)),
  scores: ({ riskScore, confidence }) => [
    ...line('Risk score', riskScore?.toString()),
    ...line('Confidence', confidence?.toString()),
  ],
} satisfies Record<string, Pick>;

type Name = keyof typeof picks;

/** What helps to decide, by what an alert is about, the most helpful first. */
const orders: Readonly<Record<AlertClass, readonly Name[]>> = {
  threat: [
    'user',
    'address',
    'process',
    'parent',
    'request',
    'file',
    'connection',
    'host',
    'pod',
    'image',
    'account',
    'resource',
    'cloud',
    'repository',
  ],
  vulnerability: [
    'vulnerabilities',
    'image',
    'repository',
    'codeLine',
    'pod',
    'host',
    'resource',
    'cloud',
    'container',
  ],
  compliance: ['rule', 'cloud', 'resource', 'resourceType', 'pod', 'host', 'user', 'repository', 'codeLine', 'image'],
  exposure: ['rule', 'repository', 'codeLine', 'resource', 'cloud', 'request', 'file', 'host', 'pod', 'user'],
  operational: ['host', 'pod', 'workload', 'resource', 'cloud', 'request', 'container'],
};

const names = Object.keys(picks).filter((name): name is Name => Object.hasOwn(picks, name));

/** Eight pairs are taken in at a glance; with the techniques and the time they are the ten facts that help. */
const PAIRS_MAX = 8;
/** Fewer than this say little, so the most telling of the sender's own names join them. */
const PAIRS_ENOUGH = 5;

export interface Pairs {
  /** The facts that help to decide. */
  readonly pairs: readonly Line[];
  /** All others: they stand folded, or behind the link. */
  readonly more: readonly Line[];
}

const REPEATED_MIN = 4;

/** Whether a text names the value as a word of its own. */
function isIn(text: string, { value }: Line): boolean {
  const at = value.length < REPEATED_MIN ? -1 : text.indexOf(value);
  return at >= 0 && !/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + value.length));
}

/** What stands elsewhere in every message. */
const isSaid = ({ rule, severity, source }: Alert, { value }: Line): boolean =>
  [rule.uid, rule.name, severity, source].some((text) => text !== undefined && shown(text) === value);

/** What the line of ATT&CK says with names. */
const ofAttack = /(?:^|[._ -])(?:tactic|technique)s?(?:[._ -]?(?:names?|ids?))?$/i;

/** What a monitor measured says more than where it runs. */
const ordered = (about: AlertClass, typed: readonly Line[], own: readonly Line[]): Line[] =>
  about === 'operational' ? [...own, ...typed] : [...typed, ...own];

/** The facts of an alert in two parts. `headline` is what stands above them and needs no repetition. */
export function pairsOf(alert: Alert, headline: string): Pairs {
  const lines = (of: readonly Name[]): Line[] => of.flatMap((name): Line[] => picks[name](alert));
  const order = orders[alert.class];
  const known = lines(order);
  const typed = known.filter((each) => each.label === 'CVE' || !isIn(headline, each)).slice(0, PAIRS_MAX);
  const own = [...linesOf(alert.labels), ...linesOf(alert.facts)];
  const isNew = (each: Line) =>
    !isIn(headline, each) &&
    !isSaid(alert, each) &&
    !(alert.attack.length > 0 && ofAttack.test(each.label)) &&
    !typed.some(({ value }) => value === each.value || isIn(value, each));
  const room = Math.max(0, PAIRS_ENOUGH - typed.length);
  const joining = room === 0 ? [] : telling(alert.class, own.filter(isNew), typed.length === 0).slice(0, room);
  const pairs = ordered(alert.class, typed, joining);
  const rest = [...known, ...lines(names.filter((name) => !order.includes(name))), ...own];
  return { pairs, more: rest.filter((each) => !isRepeated(pairs, each)) };
}

const isRepeated = (pairs: readonly Line[], { label, value }: Line): boolean =>
  pairs.some((pair) => pair.label === label && pair.value === value);
