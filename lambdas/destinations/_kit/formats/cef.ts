import { isIPv4, isIPv6 } from 'node:net';
import type { Alert, AlertAction } from '../../../domain/alert.ts';
import { oneLine, truncate, visible } from '../../../domain/values/text.ts';
import { type Format, levels, occurredMillis, TEXT_TYPE } from './format.ts';

// https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-25.1/cef-implementation-standard/ (document
// version 27). Only keys of specification 0.1, which every receiver of `CEF:0` knows.
const VERSION = '1.0';
const NAME_MAX = 63;
const SIGNATURE_MAX = 1023;
const TITLE_MAX = 512;
const EXTERNAL_ID_MAX = 40;
const CUSTOM_MAX = 4000;
const TEXT_MAX = 1023;
const ACTION_MAX = 63;

/** From the actor's side: what was blocked failed. */
const outcomes: Readonly<Record<AlertAction, string | undefined>> = {
  blocked: 'failure',
  allowed: 'success',
  observed: undefined,
  unknown: undefined,
};

/** Cut before escaping, so that no escape is cut in two. */
const header = (text: string, max: number): string =>
  truncate(oneLine(text), max).replaceAll('\\', '\\\\').replaceAll('|', '\\|');

const extension = (text: string, max: number): string =>
  truncate(visible(text).trim(), max).replaceAll('\\', '\\\\').replaceAll('=', '\\=').replaceAll('\n', '\\n');

type Entry = readonly [key: string, value: string | undefined, max?: number];

function addressOf(ip: string | undefined): Entry[] {
  if (ip === undefined || ip === '') return [];
  if (isIPv4(ip)) return [['src', ip]];
  if (isIPv6(ip)) return [...custom('c6a4', 'Source IPv6 Address', ip, TEXT_MAX)];
  return [['shost', ip]];
}

/** A custom field says nothing without its label, and a label nothing without its field. */
const custom = (key: string, label: string, value: string, max: number): Entry[] =>
  visible(value).trim() === ''
    ? []
    : [
        [key, value, max],
        [`${key}Label`, label],
      ];

/** 40 characters hold the hash, not the source before it; the whole id stands in `cs1`. */
const externalId = (id: string): string | undefined =>
  [id, id.slice(id.lastIndexOf(':') + 1)].find((text) => visible(text).length <= EXTERNAL_ID_MAX);

const objectOf = ({ cluster, namespace, workload, pod, container }: Alert['target']): string =>
  [cluster, namespace, workload, pod, container].filter((part) => part !== undefined && part !== '').join('/');

/** What CEF has no key for, the senders' own facts last because they are the part that may be cut. */
const detailsOf = ({ state, actor, url, labels, facts }: Alert): string =>
  JSON.stringify({ state, country: actor.country, url, labels, facts });

const repeatMark: readonly Entry[] = [
  ['cn1', '1'],
  ['cn1Label', 'possibleDuplicate'],
];

function entriesOf(alert: Alert, isRepeat: boolean): Entry[] {
  const { actor, target } = alert;
  return [
    ['rt', String(occurredMillis({ ...alert, occurredAt: alert.receivedAt }))],
    ['start', String(occurredMillis(alert))],
    ['act', alert.action, ACTION_MAX],
    ['cat', alert.kind],
    ['outcome', outcomes[alert.action], ACTION_MAX],
    ['reason', alert.vendorSeverity],
    ['externalId', externalId(alert.id)],
    ['deviceFacility', alert.source],
    ...(isRepeat ? repeatMark : []),
    ...addressOf(actor.ip),
    ['suser', actor.user],
    ['sproc', actor.process],
    [isIPv4(target.host ?? '') ? 'dst' : 'dhost', target.host],
    ['requestMethod', target.method],
    ['request', target.url],
    ['filePath', target.resource],
    ['msg', alert.description],
    ...custom('cs1', 'alertId', alert.id, CUSTOM_MAX),
    ...custom('cs2', 'fingerprint', alert.fingerprint, CUSTOM_MAX),
    ...custom('cs3', 'object', objectOf(target), CUSTOM_MAX),
    ...custom('cs4', 'image', target.image ?? '', CUSTOM_MAX),
    ...custom('cs5', 'attack', alert.attack.map(({ technique }) => technique).join(','), CUSTOM_MAX),
    ...custom('cs6', 'details', detailsOf(alert), CUSTOM_MAX),
  ];
}

/** One line of ArcSight Common Event Format. What has no key of its own and does not fit is only in the record. */
export const cef: Format = (alert, { possibleDuplicate }) => {
  const head = [
    'CEF:0',
    header(alert.vendor, NAME_MAX),
    header(alert.product, NAME_MAX),
    VERSION,
    header(alert.type, SIGNATURE_MAX),
    header(alert.title, TITLE_MAX),
    String(levels[alert.severity]),
  ].join('|');
  const pairs = entriesOf(alert, possibleDuplicate).flatMap(([key, value = '', max = TEXT_MAX]) => {
    const text = extension(value, max);
    return text === '' ? [] : [`${key}=${text}`];
  });
  return { contentType: TEXT_TYPE, body: `${head}|${pairs.join(' ')}` };
};
