import { isIP } from 'node:net';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { postProblems } from './cef.ts';

// https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes: those that are no free text.
const forms: Readonly<Record<string, (text: string) => boolean>> = {
  devTime: (text) => /^(\d{10}|\d{13})$/.test(text),
  sev: (text) => /^([1-9]|10)$/.test(text),
  src: (text) => isIP(text) > 0,
  dst: (text) => isIP(text) > 0,
  srcPostNAT: (text) => isIP(text) > 0,
  srcPostNATPort: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
  usrName: (text) => text.length <= 255,
  accountName: (text) => text.length <= 255,
  srcPort: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
  dstPort: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
  proto: (text) => /^[A-Za-z][A-Za-z0-9]{1,9}$/.test(text),
};
/** Reserved, of another meaning, or of no use without a partner: never sent. */
const forbidden = new Set([
  ...['devTimeFormat', 'srcMAC', 'dstMAC', 'identSrc', 'identHostName', 'identMAC', 'resource'],
  ...['isLoginEvent', 'isLogoutEvent', 'calLanguage', 'role', 'realm', 'policy', 'groupID', 'domain'],
]);

export interface LeefLine {
  readonly header: readonly string[];
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** A reader of LEEF 2.0 written from IBM's guide: no escapes, a delimiter of the sender's choice. */
export function readLeef(line: string): LeefLine {
  const [, version = '', vendor = '', product = '', release = '', eventId = '', delimiter = '', rest = ''] =
    /^LEEF:([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]+)\|(.*)$/s.exec(line) ?? [];
  if (version !== '2.0') throw new Error(`not LEEF 2.0: ${line.slice(0, 80)}`);
  const hex = /^(?:0x|x)([0-9a-f]{1,4})$/i.exec(delimiter)?.[1];
  const separator = hex === undefined ? delimiter : String.fromCharCode(Number.parseInt(hex, 16));
  if (separator.length !== 1) throw new Error(`delimiter ${delimiter}`);
  const pairs = rest.split(separator).map((part) => {
    const at = part.indexOf('=');
    if (at < 1) throw new Error(`an attribute without a key: ${part.slice(0, 80)}`);
    return [part.slice(0, at), part.slice(at + 1)] as const;
  });
  return { header: [vendor, product, release, eventId], pairs };
}

/** ASCII alone, as patterns without case have it: other letters may change their length. */
const lowered = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function pairProblem([key, value]: readonly [string, string], line: string, lowLine: string): string[] {
  // A custom property's pattern takes the first `key=` of a line, wherever it stands and however it is written.
  const first = lowLine.indexOf(`${lowered(key)}=`);
  return [
    ...(/^[a-z][A-Za-z0-9]*$/.test(key) ? [] : [`key ${key}`]),
    ...(forbidden.has(key) ? [`${key} is not for us`] : []),
    ...(forms[key]?.(value) === false ? [`${key}=${value} is of the wrong form`] : []),
    ...(line.startsWith(`${key}=${value}`, first) ? [] : [`${key} is forged before it is said`]),
    ...(value === '' ? [`${key} is empty`] : []),
  ];
}

/** What is wrong with one line of LEEF. */
export function leefProblems(line: string): string[] {
  try {
    const { header, pairs } = readLeef(line);
    const keys = new Set(pairs.map(([key]) => key));
    const lowLine = lowered(line);
    return [
      ...(/\p{Cc}|\p{Surrogate}/u.test(line) ? ['a control character'] : []),
      ...header.flatMap((text, i) => (text === '' || text.length > 255 ? [`header ${i}`] : [])),
      ...(keys.size === pairs.length ? [] : ['a key twice']),
      ...['sev', 'cat'].flatMap((key) => (keys.has(key) ? [] : [`no ${key}`])),
      ...pairs.flatMap((pair) => pairProblem(pair, line, lowLine)),
    ];
  } catch (error) {
    return [String(error)];
  }
}

export const problems = (request: OutboundRequest): string[] => [
  ...postProblems(request),
  ...(request.body ?? '').split('\n').flatMap(leefProblems),
];
