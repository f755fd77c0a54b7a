/** Reads what a syslog receiver gets: frames of RFC 5425, messages of RFC 5424, as strictly as they are written. */

export interface Message {
  readonly facility: number;
  readonly severity: number;
  readonly timestamp: string;
  readonly hostname: string;
  readonly appName: string;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly text: string;
}

type Read<T> = { readonly value: T; readonly rest: string } | { readonly problem: string };

/** The messages of a stream, and what is wrong with its octet counting. */
export function framesOf(bytes: Buffer): { readonly frames: readonly string[]; readonly problem?: string } {
  const frames: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [head, size] = /^([1-9]\d{0,8}) /.exec(bytes.toString('latin1', at, at + 10)) ?? [];
    const end = at + (head?.length ?? 0) + Number(size);
    if (head === undefined || end > bytes.length) return { frames, problem: `no whole frame at octet ${at}` };
    frames.push(bytes.toString('utf8', at + head.length, end));
    at = end;
  }
  return { frames };
}

const header =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) /;
const element = /^\[([!-~]{1,32})((?: [!#-<>-\\^-~]{1,32}="(?:\\["\\\]]|[^"\\\]])*")*)\]/;
const parameter = / ([^=]+)="((?:\\["\\\]]|[^"\\\]])*)"/g;

function dataOf(text: string): Read<Record<string, string>> {
  if (text.startsWith('-')) return { value: {}, rest: text.slice(1) };
  let rest = text;
  const value: Record<string, string> = {};
  for (let found = element.exec(rest); found !== null; found = element.exec(rest)) {
    const [whole, , parameters = ''] = found;
    for (const [, name = '', raw = ''] of parameters.matchAll(parameter))
      value[name] = raw.replace(/\\(["\\\]])/g, '$1');
    rest = rest.slice(whole.length);
  }
  return rest === text ? { problem: 'structured data is not well-formed' } : { value, rest };
}

/** A message, or why it is none. */
export function readMessage(frame: string): Message | { readonly problem: string } {
  const [whole, priority = '', timestamp = '', hostname = '', appName = '', , messageId = ''] =
    header.exec(frame) ?? [];
  if (whole === undefined) return { problem: 'the header is not of RFC 5424' };
  if (Number(priority) > 191) return { problem: `priority ${priority} is beyond 191` };
  if (timestamp !== '-' && Number.isNaN(Date.parse(timestamp))) return { problem: `${timestamp} is no time` };
  const data = dataOf(frame.slice(whole.length));
  if ('problem' in data) return data;
  if (data.rest !== '' && !data.rest.startsWith(' ')) return { problem: 'no blank before the text' };
  const facility = Math.floor(Number(priority) / 8);
  const text = data.rest.slice(1);
  if (/\p{Cc}/u.test(frame)) return { problem: 'a control character' };
  return { facility, severity: Number(priority) % 8, timestamp, hostname, appName, messageId, data: data.value, text };
}
