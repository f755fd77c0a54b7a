import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { cefProblems } from './cef.ts';
import { leefProblems } from './qradar.ts';

export interface SyslogLine {
  readonly priority: number;
  readonly timestamp: string;
  readonly hostname: string;
  readonly appName: string;
  readonly processId: string;
  readonly messageId: string;
  readonly data: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly text: string;
}

const octets = (text: string): Buffer => Buffer.from(text, 'utf8');

/** The frames of RFC 5425 §4.3, counted in octets; throws when a count and what follows it disagree. */
export function framesIn(body: string): string[] {
  const bytes = octets(body);
  const frames: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [prefix = '', size = ''] = /^([1-9]\d{0,9}) /.exec(bytes.toString('latin1', at, at + 12)) ?? [];
    const start = at + prefix.length;
    const end = start + Number(size);
    if (prefix === '' || end > bytes.length) throw new Error(`no whole frame at octet ${at}`);
    const frame = bytes.subarray(start, end);
    const text = frame.toString('utf8');
    if (!octets(text).equals(frame)) throw new Error(`a frame that ends within a character at octet ${end}`);
    frames.push(text);
    at = end;
  }
  return frames;
}

// RFC 5424 §6, rule by rule.
const NONZERO = '(?:0|[1-9]\\d{0,2})';
const DATE = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const ascii = (max: number) => `([\\x21-\\x7e]{1,${max}})`;
const HEADER = new RegExp(
  `^<(${NONZERO})>1 (-|${DATE}T${TIME}) ${ascii(255)} ${ascii(48)} ${ascii(128)} ${ascii(32)} `,
);
const NAME = '[\\x21\\x23-\\x3c\\x3e-\\x5c\\x5e-\\x7e]{1,32}';
const PARAMETER = new RegExp(`^ (${NAME})="((?:\\\\["\\\\\\]]|[^"\\\\\\]])*)"`);
const ELEMENT = new RegExp(`^\\[(${NAME})`);

function parametersAt(text: string): { readonly rest: string; readonly parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  let rest = text;
  for (let found = PARAMETER.exec(rest); found !== null; found = PARAMETER.exec(rest)) {
    const [whole, name = '', value = ''] = found;
    if (parameters.has(name)) throw new Error(`parameter ${name} twice`);
    parameters.set(name, value.replace(/\\(["\\\]])/g, '$1'));
    rest = rest.slice(whole.length);
  }
  if (!rest.startsWith(']')) throw new Error(`structured data that is not closed: ${rest.slice(0, 60)}`);
  return { rest: rest.slice(1), parameters };
}

function dataAt(text: string): { readonly rest: string; readonly data: Map<string, Map<string, string>> } {
  const data = new Map<string, Map<string, string>>();
  if (text.startsWith('-')) return { rest: text.slice(1), data };
  let rest = text;
  for (let found = ELEMENT.exec(rest); found !== null; found = ELEMENT.exec(rest)) {
    const [whole, id = ''] = found;
    if (data.has(id)) throw new Error(`element ${id} twice`);
    const after = parametersAt(rest.slice(whole.length));
    data.set(id, after.parameters);
    rest = after.rest;
  }
  if (data.size === 0) throw new Error(`no structured data: ${text.slice(0, 60)}`);
  return { rest, data };
}

/** A message by the grammar of RFC 5424 §6; throws at what it does not allow. */
export function readSyslog(message: string): SyslogLine {
  const found = HEADER.exec(message);
  if (found === null) throw new Error(`no header: ${message.slice(0, 120)}`);
  const [whole, priority = '', timestamp = '', hostname = '', appName = '', processId = '', messageId = ''] = found;
  if (Number(priority) > 191) throw new Error(`priority ${priority}`);
  const { rest, data } = dataAt(message.slice(whole.length));
  if (rest !== '' && !rest.startsWith(' ')) throw new Error('no blank before the text');
  const text = rest.slice(1);
  return { priority: Number(priority), timestamp, hostname, appName, processId, messageId, data, text };
}

/** Vulnerability, Compliance, Detection and Data Security Finding (https://schema.ocsf.io/1.8.0/categories/findings). */
const findings = new Set([2002, 2003, 2004, 2006]);

function textProblems(text: string): string[] {
  if (text.startsWith('CEF:')) return cefProblems(text);
  if (text.startsWith('LEEF:')) return leefProblems(text);
  const { class_uid: classUid } = JSON.parse(text);
  return findings.has(classUid) ? [] : [`class ${classUid} is no finding`];
}

/** What is wrong with one message. */
export function messageProblems(message: string): string[] {
  try {
    const { data, text } = readSyslog(message);
    return [
      ...(/\p{Cc}|\p{Surrogate}/u.test(message) ? ['a control character'] : []),
      // A receiver that cuts a message reads the rest as one that may begin anywhere in it.
      ...(/(?!^)<\d{1,3}>/.test(message) ? ['a priority within the message'] : []),
      ...([...data.keys()].every((id) => /^[^@]+@(?!32473$)\d+$/.test(id))
        ? []
        : ['an element of a name that IANA keeps']),
      ...textProblems(text),
    ];
  } catch (error) {
    return [String(error)];
  }
}

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  try {
    return [
      ...(/^syslog\+tls:\/\/[^/]+\/?$/.test(url) ? [] : [`url ${url}`]),
      ...Object.keys(headers),
      ...framesIn(body).flatMap((message) => [
        ...(octets(message).length > 16_384 ? [`a message of ${octets(message).length}`] : []),
        ...messageProblems(message),
      ]),
    ];
  } catch (error) {
    return [String(error)];
  }
}
