import { rows } from './draw.ts';
import { at, fieldsAt } from './json.ts';
import { eventItem, type LineEvent } from './line-event.ts';
import { type Answer, plain, type Receiver, refuse, type SandboxRequest, type Verdict } from './receiver.ts';

export interface LineReceiverSettings {
  /** The header that must have exactly this value. */
  readonly header: string;
  readonly token: string;
  /** The longest line, in bytes; QRadar splits what is longer. */
  readonly maxLine: number;
  /** The largest request, in bytes. */
  readonly maxRequest: number;
  read(line: string): LineEvent | { readonly problem: string };
}

const taken: Answer = { status: 200, headers: {}, body: '' };

function problemIn(request: SandboxRequest, settings: LineReceiverSettings): Verdict | undefined {
  const { method, headers, bytes } = request;
  if (method !== 'POST') return refuse('events', plain(405, 'Method Not Allowed'), `no ${method} here`);
  if (headers[settings.header] !== settings.token)
    return refuse('events', plain(401, 'Unauthorized'), `${settings.header} does not match`);
  if (bytes.length > settings.maxRequest) return refuse('events', plain(413, ''), `${bytes.length} bytes are too many`);
  return undefined;
}

/** What a line says, or what would become of it. */
function eventOf(line: string, { read, maxLine }: LineReceiverSettings): LineEvent | { readonly problem: string } {
  const size = Buffer.byteLength(line);
  return size > maxLine ? { problem: `a line of ${size} bytes would be split` } : read(line);
}

/** A collector that reads a request line by line. It says 200 to any text; what it could not read is noted as lost. */
export function lineReceiver(settings: LineReceiverSettings): Receiver {
  return {
    handle(request) {
      const refused = problemIn(request, settings);
      if (refused !== undefined) return refused;
      const events = request.text.split('\n').map((line) => eventOf(line, settings));
      const items = events.flatMap((event) => ('problem' in event ? [] : [eventItem(event)]));
      const problem = events.flatMap((event) => ('problem' in event ? [event.problem] : []))[0];
      const verdict = { operation: 'events', answer: taken, items };
      return problem === undefined ? { ...verdict, ok: true } : { ...verdict, ok: false, problem };
    },
    expired: () => plain(401, 'Unauthorized'),
  };
}

/** An event with its header, as a search shows it. */
export function drawLine(body: unknown): string {
  const head = ['vendor', 'product', 'type', 'title', 'severity'].map((name) => [name, at(body, name)] as const);
  const fields = fieldsAt(body, 'fields');
  return fields === undefined ? rows([['line', body]]) : rows([...head, ...Object.entries(fields)]);
}
