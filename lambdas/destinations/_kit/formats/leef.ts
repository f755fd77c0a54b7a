import type { Alert } from '../../../domain/alert.ts';
import { oneLine, visible } from '../../../domain/values/text.ts';
import { cutUnits } from '../alert-view/size-budget.ts';
import { isAddress } from './_kit/bounds.ts';
import { endpointsOf } from './_kit/endpoints.ts';
import { type Format, levels, occurredMillis, TEXT_TYPE } from './_kit/format.ts';
import { attackTexts, techniqueIds } from './attack-texts.ts';
import { categoryOf, eventClassOf, isOver } from './event-class.ts';
import { keysByPath, predefined, wholeKeys } from './leef-keys.ts';
import { type Places, placesOf } from './place-texts.ts';
import { isPort } from './typed-values.ts';

const VERSION = '1.0';
/** The default, a tab, is a control character, which syslog relays rewrite (rsyslog: `#011`). */
const DELIMITER = '^';
const NAME_MAX = 63;
// https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
const EVENT_ID_MAX = 255;
// https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes
const NAME_FIELD_MAX = 255;
const LOWEST = 1;

type Entry = readonly [key: string, value: string | number | undefined];

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

const fitsName = (text: string): boolean => clean(text).length <= NAME_FIELD_MAX;

/** The keywords of https://www.iana.org/assignments/protocol-numbers that a connection has. */
const isProtocol = (text: string): boolean => /^(tcp|udp|icmp|icmpv6|sctp|gre|esp|ah|igmp)$/i.test(text);

/** What QRadar normalises, and the keys that its own properties read. */
function normalised(alert: Alert, places: Places): Entry[] {
  const { source, destination, between } = endpointsOf(alert);
  return [
    ['src', places.text(source.ip, isAddress)],
    ['srcPostNAT', between === undefined ? undefined : places.text(between.ip, isAddress)],
    ['srcPostNATPort', between === undefined ? undefined : places.number(between.port, isPort)],
    ['dst', places.text(destination.ip, isAddress) ?? places.text('target.host', isAddress)],
    ['srcPostNAT', places.first(source.translated, isAddress)],
    ['dstPostNAT', places.first(destination.translated, isAddress)],
    ['srcPort', places.number(source.port, isPort)],
    ['dstPort', places.number(destination.port, isPort)],
    ['proto', places.text('connection.protocol', isProtocol)],
    ['usrName', places.text('actor.user', fitsName) ?? places.text('actor.email', fitsName)],
    ['url', places.text('target.url')],
    ['accountName', places.text('cloud.account', fitsName)],
  ];
}

/** Every other place under its own key; the long texts come last, for they are what a short payload loses. */
function rest(alert: Alert, places: Places): Entry[] {
  const description = places.text('description');
  return [
    ...Object.entries(places.rest()).map(([path, value]): Entry => [keysByPath[path] ?? path, value]),
    ['attack', attackTexts(alert).join('; ')],
    ['techniques', techniqueIds(alert).join(',')],
    ['vulnerabilities', textOf(alert.vulnerabilities ?? [])],
    ['description', description],
    ['remediation', remediationOf(alert)],
    ['labels', textOf(alert.labels)],
    ['facts', textOf(alert.facts)],
    ['evidence', textOf(alert.evidence)],
  ];
}

/** What Tocsin itself knows comes first: a reader that searches a line for `key=` stops at the first. */
function entriesOf(alert: Alert, isRepeat: boolean): Entry[] {
  const places = placesOf(alert);
  for (const path of ['id', 'finding.uid', 'finding.status', 'fingerprint', 'action', 'state', 'source', 'severity'])
    places.text(path);
  for (const path of ['vendor', 'product']) places.text(path);
  return [
    ['devTime', deviceTime(alert)],
    ['sev', isOver(alert) ? LOWEST : levels[alert.severity]],
    ['cat', categoryOf(alert)],
    ['alertId', alert.id],
    ['findingUid', alert.finding.uid],
    ['findingStatus', alert.finding.status],
    ['fingerprint', alert.fingerprint],
    ['possibleDuplicate', isRepeat ? 'true' : undefined],
    ['state', alert.state],
    ['action', alert.action],
    ['severity', alert.severity],
    ['tocsinSource', alert.source],
    ...normalised(alert, places),
    ...rest(alert, places),
  ];
}

const keys = [...predefined, ...wholeKeys, ...Object.values(keysByPath)].map((key) => key.toLowerCase());
const KEY_MAX = Math.max(...keys.map((key) => key.length));

// Custom event properties find their value by a pattern such as `url=([^^]+)`, wherever in the line it stands.
const isForged = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - KEY_MAX), at).toLowerCase();
  return keys.some((key) => before.endsWith(key));
};
const withoutKeys = (text: string): string =>
  text.includes('=') ? text.replaceAll('=', (equals, at: number) => (isForged(text, at) ? '\\=' : equals)) : text;

/** LEEF defines no escapes: what would end a value, or look like another key, is shown instead. */
const clean = (text: string): string =>
  withoutKeys(visible(text).trim().replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll(DELIMITER, '\\u{5e}'));

const header = (text: string, max: number): string =>
  cutUnits(clean(oneLine(text)).replaceAll('|', '¦').replaceAll('\\', '/'), max) || 'unknown';

/**
 * One event of QRadar's Log Event Extended Format 2.0, each key once, without control characters. A report that ends or
 * silences a finding has an EventID and a category of its own, for QRadar maps an event by the two.
 */
export const leef: Format = (alert, { possibleDuplicate }) => {
  const head = [
    'LEEF:2.0',
    header(alert.vendor, NAME_MAX),
    header(alert.product, NAME_MAX),
    header(alert.sensor?.version || VERSION, NAME_MAX),
    header(eventClassOf(alert), EVENT_ID_MAX),
    DELIMITER,
  ].join('|');
  const pairs = entriesOf(alert, possibleDuplicate).flatMap(([key, value = '']) => {
    const text = clean(String(value));
    return text === '' ? [] : [`${key}=${text}`];
  });
  return { contentType: TEXT_TYPE, body: `${head}|${pairs.join(DELIMITER)}` };
};
