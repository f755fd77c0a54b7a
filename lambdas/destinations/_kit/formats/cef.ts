import { isIPv4, isIPv6 } from 'node:net';
import type { Alert, AlertAction } from '../../../domain/alert.ts';
import { oneLine, truncate, visible } from '../../../domain/values/text.ts';
import { isAddress } from './_kit/bounds.ts';
import { type Endpoint, endpointsOf } from './_kit/endpoints.ts';
import { type Format, levels, occurredMillis, TEXT_TYPE } from './_kit/format.ts';
import { attackTexts } from './attack-texts.ts';
import { detailsOf } from './cef-details.ts';
import { categoryOf, eventClassOf, isOver, ruleNameOf } from './event-class.ts';
import { type Places, placesOf } from './place-texts.ts';
import { digestsAt, isCount, isPid, isPort, isScore, millisOf } from './typed-values.ts';

// https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-25.1/cef-implementation-standard/ (document
// version 27). Only keys of specification 0.1, which every receiver of `CEF:0` knows.
const VERSION = '1.0';
const VERSION_MAX = 31;
const NAME_MAX = 63;
const SIGNATURE_MAX = 1023;
const TITLE_MAX = 512;
const EXTERNAL_ID_MAX = 40;
const CUSTOM_MAX = 4000;
const TEXT_MAX = 1023;
const SHORT_MAX = 63;
const DOMAIN_MAX = 255;
const PROTOCOL_MAX = 31;

/** From the actor's side: what was blocked failed. */
const outcomes: Readonly<Record<AlertAction, string | undefined>> = {
  blocked: 'failure',
  allowed: 'success',
  observed: undefined,
  unknown: undefined,
};
const fileDigests = digestsAt('file');
const directions: Readonly<Record<string, string>> = { inbound: '0', outbound: '1' };

/** Cut before escaping, so that no escape is cut in two. */
const header = (text: string, max: number): string =>
  truncate(oneLine(text), max).replaceAll('\\', '\\\\').replaceAll('|', '\\|');

const escaped: Readonly<Record<string, string>> = { '\\': '\\\\', '=': '\\=', '\n': '\\n' };

const extension = (text: string, max: number): string =>
  truncate(visible(text).trim(), max).replace(/[\\=\n]/g, (character) => escaped[character] ?? character);

type Value = string | number | undefined;
type Entry = readonly [key: string, value: Value, max?: number];

/** A custom field says nothing without its label, and a label nothing without its field. */
const custom = (key: string, label: string, value: Value, max = CUSTOM_MAX): Entry[] =>
  value === undefined || visible(String(value)).trim() === ''
    ? []
    : [
        [key, value, max],
        [`${key}Label`, label],
      ];

/** A text that is whole in a field of this length; what is longer stays with the details. */
const whole = (max: number) => (text: string) => text.length <= max && visible(text).trim().length <= max;

/** CEF 0.1 has addresses of version 4 only; the custom fields for version 6 have fixed numbers. */
function addressOf(places: Places, path: string, keys: { v4: string; v6: string; label: string }): Entry[] {
  const v4 = places.text(path, isIPv4);
  if (v4 !== undefined) return [[keys.v4, v4]];
  return custom(
    keys.v6,
    keys.label,
    places.text(path, (text) => isIPv6(text) && !text.includes('%')),
    TEXT_MAX,
  );
}

const nameIn = (places: Places, names: readonly string[], max = TEXT_MAX): string | undefined =>
  places.first(names, whole(max));

/** An actor that is known by something else than an address. */
const callerName = (places: Places, { ip }: Endpoint): string | undefined =>
  places.text(ip, (text) => !isIPv4(text) && !isIPv6(text) && whole(TEXT_MAX)(text));

/** The machine that it happened on, when it is neither end; else the one that saw it, which may be known by its address. */
const deviceOf = (places: Places, machine: Endpoint | undefined): Entry[] => [
  ...addressOf(places, machine?.ip ?? 'sensor.host', { v4: 'dvc', v6: 'c6a1', label: 'Device IPv6 Address' }),
  [
    'dvchost',
    places.first(['sensor.host', ...(machine?.names ?? [])], (text) => !isAddress(text) && whole(SHORT_MAX)(text)),
    SHORT_MAX,
  ],
];

function endsOf(alert: Alert, places: Places): Entry[] {
  const { source, destination, machine, between } = endpointsOf(alert);
  return [
    ...addressOf(places, source.ip, { v4: 'src', v6: 'c6a2', label: 'Source IPv6 Address' }),
    ['shost', callerName(places, source) ?? nameIn(places, source.names)],
    ['spt', places.number(source.port, isPort)],
    ...(between === undefined
      ? []
      : ([
          ['sourceTranslatedAddress', places.text(between.ip, isIPv4)],
          ['sourceTranslatedPort', places.number(between.port, isPort)],
        ] as const)),
    ...addressOf(places, destination.ip, { v4: 'dst', v6: 'c6a3', label: 'Destination IPv6 Address' }),
    ['dhost', nameIn(places, destination.names)],
    ['sourceTranslatedAddress', places.first(source.translated, isIPv4)],
    ['destinationTranslatedAddress', places.first(destination.translated, isIPv4)],
    ['dpt', places.number(destination.port, isPort)],
    ...deviceOf(places, machine),
    ['destinationDnsDomain', places.text('target.domain', whole(DOMAIN_MAX)), DOMAIN_MAX],
    ['proto', places.text('connection.protocol', whole(PROTOCOL_MAX)), PROTOCOL_MAX],
    ['deviceDirection', directions[alert.connection?.direction ?? '']],
  ];
}

function subjectsOf(places: Places): Entry[] {
  return [
    ['suser', nameIn(places, ['actor.user', 'actor.email'])],
    ['duser', nameIn(places, ['target.user'])],
    ['sproc', nameIn(places, ['actor.process.path', 'actor.process.name'])],
    ['spid', places.number('actor.process.pid', isPid)],
    ['requestMethod', places.text('target.method', whole(TEXT_MAX))],
    ['request', places.text('target.url', whole(TEXT_MAX))],
    ['requestClientApplication', places.text('actor.userAgent', whole(TEXT_MAX))],
    ['filePath', places.text('file.path', whole(TEXT_MAX))],
    ['fname', places.text('file.name', whole(TEXT_MAX))],
    ['fileHash', nameIn(places, fileDigests, DOMAIN_MAX), DOMAIN_MAX],
    ['deviceExternalId', nameIn(places, ['cloud.resource.uid', 'container.id'], DOMAIN_MAX), DOMAIN_MAX],
  ];
}

/** Where it runs in Kubernetes, from the cluster inwards. */
const objectOf = ({ kubernetes, container }: Alert): string =>
  [kubernetes?.cluster, kubernetes?.namespace, kubernetes?.workload, kubernetes?.pod, container?.name]
    .filter((part) => part !== undefined && part !== '')
    .join('/');

/** 40 characters hold the hash, not the source before it; the whole id stands in `cs1`. */
const externalId = (id: string): string | undefined =>
  [id, id.slice(id.lastIndexOf(':') + 1)].find((text) => visible(text).length <= EXTERNAL_ID_MAX);

function timesOf(alert: Alert, places: Places): Entry[] {
  const occurred = occurredMillis(alert);
  return [
    ['rt', millisOf(alert.receivedAt) ?? occurred],
    ['start', millisOf(places.text('finding.firstSeenAt', (text) => millisOf(text) !== undefined)) ?? occurred],
    ['end', millisOf(places.text('finding.lastSeenAt', (text) => millisOf(text) !== undefined)) ?? occurred],
    ...custom('deviceCustomDate1', 'occurredAt', occurred),
    ['cnt', places.number('finding.count', isCount)],
  ];
}

const describedOf = ({ title, description = '' }: Alert): string =>
  [title, description].filter((text) => text.trim() !== '').join('\n');

/** The highest of several. */
const cvssOf = ({ vulnerabilities = [] }: Alert): number | undefined => {
  const scores = vulnerabilities.flatMap(({ cvss }) => (isScore(cvss) ? [cvss] : []));
  return scores.length === 0 ? undefined : Math.max(...scores);
};

function customsOf(alert: Alert, places: Places, isRepeat: boolean): Entry[] {
  return [
    ...(isRepeat ? custom('cn1', 'possibleDuplicate', 1) : []),
    ...custom('cfp1', 'riskScore', places.number('riskScore', isScore)),
    ...custom('cfp2', 'confidence', places.number('confidence', isScore)),
    ...custom('cfp3', 'cvss', cvssOf(alert)),
    ...custom('flexString1', 'vendorSeverity', places.text('vendorSeverity', whole(TEXT_MAX)), TEXT_MAX),
    ...custom('flexString2', 'commandLine', places.text('actor.process.commandLine', whole(TEXT_MAX)), TEXT_MAX),
    ...custom('cs1', 'alertId', alert.id),
    ...custom('cs2', 'findingUid', alert.finding.uid),
    ...custom('cs3', 'object', objectOf(alert)),
    ...custom('cs4', 'image', places.text('container.image', whole(CUSTOM_MAX))),
    ...custom('cs5', 'attack', attackTexts(alert).join('; ')),
    ...custom('cs6', 'details', detailsOf(alert, places, CUSTOM_MAX)),
  ];
}

function entriesOf(alert: Alert, isRepeat: boolean): Entry[] {
  const places = placesOf(alert);
  return [
    ...timesOf(alert, places),
    ['act', alert.action, SHORT_MAX],
    ['cat', categoryOf(alert)],
    ['outcome', alert.class === 'threat' ? outcomes[alert.action] : undefined, SHORT_MAX],
    ['externalId', places.text('finding.vendorUid', whole(EXTERNAL_ID_MAX)) ?? externalId(alert.id), EXTERNAL_ID_MAX],
    ['deviceFacility', alert.source],
    ...endsOf(alert, places),
    ...subjectsOf(places),
    ['msg', describedOf(alert)],
    ...customsOf(alert, places, isRepeat),
  ];
}

/**
 * One line of ArcSight Common Event Format. The name is the rule's, and a report that ends or silences a finding is an
 * event class of its own at the lowest severity. What has no key of its own stands in `cs6`, as far as that holds it.
 */
export const cef: Format = (alert, { possibleDuplicate }) => {
  const head = [
    'CEF:0',
    header(alert.vendor, NAME_MAX),
    header(alert.product, NAME_MAX),
    header(alert.sensor?.version || VERSION, VERSION_MAX),
    header(eventClassOf(alert), SIGNATURE_MAX),
    header(ruleNameOf(alert), TITLE_MAX),
    String(isOver(alert) ? 0 : levels[alert.severity]),
  ].join('|');
  const pairs = entriesOf(alert, possibleDuplicate).flatMap(([key, value = '', max = TEXT_MAX]) => {
    const text = extension(String(value), max);
    return text === '' ? [] : [`${key}=${text}`];
  });
  return { contentType: TEXT_TYPE, body: `${head}|${pairs.join(' ')}` };
};
