/** Messages of RFC 5424 in frames of RFC 5425. All functions are total over any string. */

// https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1
export const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
] as const;

/** The parts of a message as they are known, before anything is cut or escaped. */
export interface SyslogMessage {
  /** 0 to 23. */
  readonly facility: number;
  /** 0 (emergency) to 7 (debug). */
  readonly severity: number;
  /** Epoch milliseconds. */
  readonly atMillis: number;
  readonly hostname: string;
  readonly appName: string;
  readonly messageId: string;
  /** `name@enterprise-number`; without it no structured data. */
  readonly dataId: string | undefined;
  /** The parameters; those without a value are left out. */
  readonly data: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** PRINTUSASCII of a bounded length, or the sign for nothing. */
function field(text: string, max: number): string {
  const kept = text.replace(/[^\x21-\x7e]+/g, '_').slice(0, max);
  return kept === '' ? '-' : kept;
}

/** Years of four digits; the sign for nothing for what has more. */
function timestamp(millis: number): string {
  const time = new Date(millis);
  return Number.isNaN(time.getTime()) || !/^\d{4}-/.test(time.toISOString()) ? '-' : time.toISOString();
}

const ELLIPSIS = '…';
/** A parameter is for finding a message, not for telling the story. */
const PARAMETER_MAX = 255;

const cut = (text: string): string => {
  const points = Array.from(text);
  return points.length <= PARAMETER_MAX ? text : points.slice(0, PARAMETER_MAX - 1).join('') + ELLIPSIS;
};

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.3.3: the three characters are cut before, escaped after. */
const value = (text: string): string => cut(text).replace(/["\\\]]/g, (character) => `\\${character}`);

function structuredData({ dataId, data }: SyslogMessage): string {
  const parameters = Object.entries(data).flatMap(([name, text]) =>
    text === undefined || text === '' ? [] : [` ${name}="${value(text)}"`],
  );
  return dataId === undefined || parameters.length === 0 ? '-' : `[${dataId}${parameters.join('')}]`;
}

/**
 * One message. Without a byte order mark, which the RFC asks for before UTF-8: readers look for `CEF:`, `LEEF:` or `{`
 * at the start of the text and find it only there. Texts must hold no control characters.
 */
export function messageOf(message: SyslogMessage): string {
  const { facility, severity, atMillis, hostname, appName, messageId, text } = message;
  const head = [
    `<${facility * 8 + severity}>1`,
    timestamp(atMillis),
    field(hostname, 255),
    field(appName, 48),
    '-',
    field(messageId, 32),
    structuredData(message),
  ];
  return `${head.join(' ')} ${text}`;
}

/** https://www.rfc-editor.org/rfc/rfc5425#section-4.3: the length in octets, a space, the message. */
export const frameOf = (message: string): string => `${Buffer.byteLength(message)} ${message}`;

/** The sizes of the messages in a body of frames, in octets. */
export function frameSizes(body: string): number[] {
  const bytes = Buffer.from(body);
  const sizes: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const size = Number(bytes.toString('latin1', at, space < 0 ? bytes.length : space));
    if (space < 0 || !Number.isInteger(size)) break;
    sizes.push(size);
    at = space + 1 + size;
  }
  return sizes;
}
