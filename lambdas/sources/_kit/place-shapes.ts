import { httpUrl } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import { isDomain, isEmail, isPath } from './typed-places.ts';
import { addressOf } from './typed-values.ts';

const NAME_MAX = 256;
const TEXT_MAX = 1_024;
const COMMAND_MAX = 8_192;

type Read = (text: string) => string | number | undefined;

const matching =
  (pattern: RegExp, max = NAME_MAX): Read =>
  (text) =>
    text.length <= max && pattern.test(text) ? text : undefined;

const number =
  (min: number, max: number, isWhole = true): Read =>
  (text) => {
    if (text.length > 20 || !/^\d+(?:\.\d+)?$/.test(text)) return undefined;
    const value = Number(text);
    return value >= min && value <= max && (!isWhole || Number.isInteger(value)) ? value : undefined;
  };

/** Of 100; a fraction of one or of ten is taken for that, a small whole number may be of any. */
function scoreOf(text: string): number | undefined {
  const value = number(0, 100, false)(text);
  if (typeof value !== 'number') return undefined;
  if (Number.isInteger(value)) return value > 10 || value === 0 ? value : undefined;
  if (value <= 1) return Math.round(value * 10_000) / 100;
  return value <= 10 ? Math.round(value * 1_000) / 100 : value;
}

const directions = new Map([
  ['inbound', 'inbound'],
  ['ingress', 'inbound'],
  ['incoming', 'inbound'],
  ['in', 'inbound'],
  ['outbound', 'outbound'],
  ['egress', 'outbound'],
  ['outgoing', 'outbound'],
  ['out', 'outbound'],
  ['lateral', 'lateral'],
]);

const oneLine =
  (max: number): Read =>
  (text) =>
    text.length <= max && text !== '' && !/[\n\r]/.test(text) ? text : undefined;
const isUrl = (text: string): boolean => text.startsWith('/') || httpUrl(text) !== undefined;
const isHost = /^[\w](?:[\w.-]*[\w])?$/;

/** What the value of a place must look like; a text that does not is no value of it. */
export const shapes = {
  ip: (text) => addressOf(text),
  port: number(1, 65_535),
  pid: (text) => number(0, 4_294_967_295)(/^0x[\da-f]{1,8}$/i.test(text) ? String(Number(text)) : text),
  count: number(0, Number.MAX_SAFE_INTEGER),
  score: scoreOf,
  cvss: number(0, 10, false),
  name: matching(/^[^\s{}[\]"](?:[^\n\r{}[\]"]*\S)?$/),
  text: oneLine(TEXT_MAX),
  command: oneLine(COMMAND_MAX),
  program: matching(/^[^\n\r/\\{}[\]]+$/),
  path: (text) => (text.length <= TEXT_MAX && isPath(text) ? text : undefined),
  file: (text) =>
    text.length <= TEXT_MAX && (isPath(text) || /^[\w.@-]+(?:[/\\][\w.@ -]+)+$/.test(text)) ? text : undefined,
  host: (text) => (addressOf(text) === undefined && text.length <= NAME_MAX && isHost.test(text) ? text : undefined),
  domain: (text) => (isDomain(text) ? text : undefined),
  url: (text) => (text.length <= 4_096 && !/\s/.test(text) && isUrl(text) ? text : undefined),
  link: (text) => (httpUrl(text) === text ? text : undefined),
  method: matching(/^[A-Z]{3,9}$/),
  email: (text) => (isEmail(text) ? text : undefined),
  country: matching(/^\p{L}[\p{L} .'()-]{1,60}$/u),
  image: matching(/^[\w][\w./:@-]+$/, TEXT_MAX),
  provider: matching(/^[A-Za-z][\w ]{1,40}$/),
  account: matching(/^[\w][\w.:@-]{2,127}$/),
  region: matching(/^[A-Za-z][\w ()-]{1,40}$/),
  uid: matching(
    /^(?:arn:|\/subscriptions\/|\/\/\w+\.googleapis\.com\/|projects\/|ocid1\.|i-[0-9a-f]{8,}$)\S*/i,
    TEXT_MAX,
  ),
  protocol: matching(/^[A-Za-z][\w/.+-]{1,19}$/),
  version: matching(/^\w[\w.+:~ -]{0,79}$/),
  direction: (text) => directions.get(text.toLowerCase()),
  time: (text) => (text.length <= 80 ? toTime(text) : undefined),
  cve: matching(/^(?:CVE-\d{4}-\d{4,}|GHSA(?:-\w{4}){3})$/i),
  hash: matching(/^(?:(?:sha-?(?:256|512|1)|md5)[:=])?(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{128})$/i),
} as const satisfies Record<string, Read>;

export type Shape = keyof typeof shapes;

const digests = new Map([
  [64, 'sha256'],
  [40, 'sha1'],
  [32, 'md5'],
  [128, 'sha512'],
]);

/** A digest without its prefix and in lower case, and which one it is. */
export function digestOf(text: string): readonly [name: string, hex: string] {
  const hex = text.slice(Math.max(text.indexOf(':'), text.indexOf('=')) + 1).toLowerCase();
  return [digests.get(hex.length) ?? 'sha256', hex];
}
