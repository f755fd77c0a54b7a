import { isIP } from 'node:net';
import type { Alert } from '../../../domain/alert.ts';
import { oneLine, visible } from '../../../domain/values/text.ts';
import { cutUnits } from '../alert-view/size-budget.ts';
import { type Format, levels, occurredMillis, TEXT_TYPE } from './format.ts';

const VERSION = '1.0';
/** The default, a tab, is a control character, which syslog relays rewrite (rsyslog: `#011`). */
const DELIMITER = '^';
const NAME_MAX = 63;
// https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
const EVENT_ID_MAX = 255;
// https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes
const USER_MAX = 255;

type Entry = readonly [key: string, value: string | undefined];

/** An address without a zone, which QRadar would not take for one. */
const address = (text: string | undefined): string | undefined =>
  text !== undefined && isIP(text) > 0 && !text.includes('%') ? text : undefined;

/** QRadar knows an epoch by its 10 or 13 digits; other times are left to its own clock. */
function deviceTime(alert: Alert): string | undefined {
  const millis = String(occurredMillis(alert));
  return /^\d{13}$/.test(millis) ? millis : undefined;
}

const textOf = (value: unknown): string | undefined => {
  const text = JSON.stringify(value);
  return text === '{}' || text === '[]' ? undefined : text;
};

const nameOf = ({ title, text }: { readonly title?: string | undefined; readonly text: string }): string =>
  [title, text].filter(Boolean).join(': ');

const remediationOf = ({ remediation }: Alert): string | undefined =>
  remediation === undefined ? undefined : [remediation.title, ...remediation.steps.map(nameOf)].join('\n');

/** What Tocsin itself knows comes first: a reader that searches a line for `key=` stops at the first. */
function entriesOf(alert: Alert, isRepeat: boolean): Entry[] {
  const { actor, target } = alert;
  const host = address(target.host);
  return [
    ['devTime', deviceTime(alert)],
    ['sev', String(levels[alert.severity])],
    ['cat', alert.kind],
    ['alertId', alert.id],
    ['fingerprint', alert.fingerprint],
    ['possibleDuplicate', isRepeat ? 'true' : undefined],
    ['state', alert.state],
    ['action', alert.action],
    ['tocsinSource', alert.source],
    ['src', address(actor.ip)],
    ['dst', host],
    ['usrName', actor.user === undefined ? undefined : cutUnits(clean(actor.user), USER_MAX)],
    ['title', oneLine(alert.title)],
    ['vendorSeverity', alert.vendorSeverity],
    ['attack', alert.attack.map(({ technique }) => technique).join(',')],
    ['srcName', address(actor.ip) === undefined ? actor.ip : undefined],
    ['srcCountry', actor.country],
    ['process', actor.process],
    ['targetKind', target.kind],
    ['targetHost', host === undefined ? target.host : undefined],
    ['method', target.method],
    ['url', target.url],
    ['resource', target.resource],
    ['cluster', target.cluster],
    ['namespace', target.namespace],
    ['workload', target.workload],
    ['pod', target.pod],
    ['container', target.container],
    ['image', target.image],
    ['link', alert.url],
    ['description', alert.description],
    ['remediation', remediationOf(alert)],
    ['labels', textOf(alert.labels)],
    ['facts', textOf(alert.facts)],
    ['evidence', textOf(alert.evidence)],
  ];
}

const keys = [
  ...['devTime', 'devTimeFormat', 'sev', 'cat', 'src', 'dst', 'usrName', 'url', 'resource', 'policy', 'role', 'realm'],
  ...[
    'proto',
    'srcPort',
    'dstPort',
    'srcMAC',
    'dstMAC',
    'identSrc',
    'identHostName',
    'vSrc',
    'vSrcName',
    'accountName',
  ],
  ...['groupID', 'domain', 'isLoginEvent', 'isLogoutEvent', 'alertId', 'fingerprint', 'possibleDuplicate', 'state'],
  ...['action', 'tocsinSource', 'title', 'vendorSeverity', 'attack', 'srcName', 'srcCountry', 'process', 'targetKind'],
  ...['targetHost', 'method', 'cluster', 'namespace', 'workload', 'pod', 'container', 'image', 'link', 'description'],
  ...['remediation', 'labels', 'facts', 'evidence'],
];

// Custom event properties find their value by a pattern such as `url=([^^]+)`, wherever in the line it stands.
const forged = new RegExp(`(${keys.join('|')})=`, 'gi');

/** LEEF defines no escapes: what would end a value, or look like another key, is shown instead. */
const clean = (text: string): string =>
  visible(text)
    .trim()
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(DELIMITER, '\\u{5e}')
    .replace(forged, '$1\\=');

const header = (text: string, max: number): string =>
  cutUnits(clean(oneLine(text)).replaceAll('|', '¦').replaceAll('\\', '/'), max) || 'unknown';

/** One event of QRadar's Log Event Extended Format 2.0, each key once, without control characters. */
export const leef: Format = (alert, { possibleDuplicate }) => {
  const head = [
    'LEEF:2.0',
    header(alert.vendor, NAME_MAX),
    header(alert.product, NAME_MAX),
    VERSION,
    header(alert.type, EVENT_ID_MAX),
    DELIMITER,
  ].join('|');
  const pairs = entriesOf(alert, possibleDuplicate).flatMap(([key, value = '']) => {
    const text = clean(value);
    return text === '' ? [] : [`${key}=${text}`];
  });
  return { contentType: TEXT_TYPE, body: `${head}|${pairs.join(DELIMITER)}` };
};
