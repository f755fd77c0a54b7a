import { isIPv4, isIPv6 } from 'node:net';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** Greatest lengths of ArcSight's extension dictionary, document version 27, for its strings of specification 0.1. */
export const lengths: Readonly<Record<string, number>> = {
  ...{ act: 63, app: 31, cat: 1023, deviceDnsDomain: 255, deviceExternalId: 255, deviceFacility: 1023, dvchost: 63 },
  ...{ cs1: 4000, cs2: 4000, cs3: 4000, cs4: 4000, cs5: 4000, cs6: 4000, flexString1: 1023, flexString2: 1023 },
  ...{ destinationDnsDomain: 255, dhost: 1023, dproc: 1023, duid: 1023, duser: 1023, externalId: 40, fileHash: 255 },
  ...{ filePath: 1023, fname: 1023, msg: 1023, outcome: 63, proto: 31, reason: 1023, request: 1023 },
  ...{ requestClientApplication: 1023, requestMethod: 1023, shost: 1023, sproc: 1023, suid: 1023, suser: 1023 },
};

const epoch = (text: string): boolean => /^\d{1,15}$/.test(text);
const double = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
const port = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
const integer = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) < 2 ** 31;
/** What is no string. */
const forms: Readonly<Record<string, (text: string) => boolean>> = {
  ...{ rt: epoch, start: epoch, end: epoch, deviceCustomDate1: epoch, deviceCustomDate2: epoch },
  ...{ cn1: integer, cn2: integer, cn3: integer, cnt: integer, spid: integer, dpid: integer, dvcpid: integer },
  ...{ cfp1: double, cfp2: double, cfp3: double, cfp4: double, spt: port, sourceTranslatedPort: port, dpt: port },
  ...{
    src: isIPv4,
    sourceTranslatedAddress: isIPv4,
    dst: isIPv4,
    dvc: isIPv4,
    c6a1: isIPv6,
    c6a2: isIPv6,
    c6a3: isIPv6,
    c6a4: isIPv6,
  },
  deviceDirection: (text) => text === '0' || text === '1',
};
const headerLengths = [6, 63, 63, 31, 1023, 512, 2] as const;

export interface CefLine {
  readonly header: readonly string[];
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** A reader of CEF written from the standard, not from our writer; throws at what the standard does not allow. */
export function readCef(line: string): CefLine {
  const head = /^((?:\\[\\|]|[^\\|])*)\|/;
  const header: string[] = [];
  let rest = line;
  while (header.length < 7) {
    const field = head.exec(rest);
    if (field === null) throw new Error(`no field ${header.length} in the header`);
    header.push((field[1] ?? '').replace(/\\([\\|])/g, '$1'));
    rest = rest.slice(field[0].length);
  }
  const starts = [...rest.matchAll(/(?:^| )([A-Za-z0-9_]+)=/g)];
  const pairs = starts.map((match, i) => {
    const raw = rest.slice(match.index + match[0].length, starts[i + 1]?.index ?? rest.length);
    if (!/^(?:\\[\\=nr]|[^\\=])*$/.test(raw)) throw new Error(`a value of ${match[1]} that is not escaped: ${raw}`);
    const value = raw.replace(/\\([\\=nr])/g, (_, c: string) => ({ n: '\n', r: '\r' })[c] ?? c);
    return [match[1] ?? '', value] as const;
  });
  if (starts[0]?.index !== 0) throw new Error('an extension that begins with no key');
  return { header, pairs };
}

const isLonger = (text: string, max: number): boolean => Array.from(text).length > max;

function pairProblem([key, value]: readonly [string, string], keys: ReadonlySet<string>): string[] {
  if (key.endsWith('Label')) return keys.has(key.slice(0, -'Label'.length)) ? [] : [`${key} labels nothing`];
  if (/^(cs\d|cn\d|c6a\d|cfp\d|flexString\d|deviceCustomDate\d)$/.test(key) && !keys.has(`${key}Label`))
    return [`${key} has no label`];
  const form = forms[key];
  if (form !== undefined) return form(value) ? [] : [`${key}=${value} is of the wrong form`];
  const max = lengths[key];
  if (max === undefined) return [`${key} is not in the dictionary`];
  return isLonger(value, max) ? [`${key} is longer than ${max}`] : [];
}

/** What is wrong with one line of CEF. */
export function cefProblems(line: string): string[] {
  try {
    const { header, pairs } = readCef(line);
    const keys = new Set(pairs.map(([key]) => key));
    return [
      ...(/[\r\n]/.test(line) ? ['a line break'] : []),
      ...(header[0] === 'CEF:0' ? [] : [`version ${header[0]}`]),
      ...header.flatMap((text, i) => (isLonger(text, headerLengths[i] ?? 0) ? [`header ${i} is too long`] : [])),
      ...(/^(\d|10)$/.test(header[6] ?? '') ? [] : [`severity ${header[6]}`]),
      ...(keys.size === pairs.length ? [] : ['a key twice']),
      ...pairs.flatMap((pair) => pairProblem(pair, keys)),
    ];
  } catch (error) {
    return [String(error)];
  }
}

/** A POST of text that a collector reads line by line. */
export function postProblems({ method, url, headers }: OutboundRequest): string[] {
  return [
    ...(method === 'POST' ? [] : [`method ${method}`]),
    ...(URL.canParse(url) ? [] : [`url ${url}`]),
    ...(headers['content-type'] === 'text/plain; charset=utf-8' ? [] : [`content-type ${headers['content-type']}`]),
    ...Object.entries(headers).flatMap(([name, value]) =>
      name === name.toLowerCase() && /^[\t\x20-\x7e\u0080-\u00ff]*$/.test(value) ? [] : [`header ${name}`],
    ),
  ];
}

export const problems = (request: OutboundRequest): string[] => [
  ...postProblems(request),
  ...(request.body ?? '').split('\n').flatMap(cefProblems),
];
