import { isIPv4, isIPv6 } from 'node:net';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** Greatest lengths of ArcSight's extension dictionary, document version 27, for its strings. */
const lengths: Readonly<Record<string, number>> = {
  ...{ act: 63, cat: 1023, cs1: 4000, cs2: 4000, cs3: 4000, cs4: 4000, cs5: 4000, cs6: 4000, deviceFacility: 1023 },
  ...{ dhost: 1023, externalId: 40, filePath: 1023, msg: 1023, outcome: 63, reason: 1023, request: 1023 },
  ...{ requestMethod: 1023, shost: 1023, sproc: 1023, suser: 1023 },
};
/** What is no string. */
const forms: Readonly<Record<string, (text: string) => boolean>> = {
  rt: (text) => /^\d{1,15}$/.test(text),
  start: (text) => /^-?\d{1,15}$/.test(text),
  cn1: (text) => /^\d+$/.test(text),
  src: isIPv4,
  dst: isIPv4,
  c6a4: isIPv6,
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
  if (/^(cs\d|cn\d|c6a\d)$/.test(key) && !keys.has(`${key}Label`)) return [`${key} has no label`];
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
