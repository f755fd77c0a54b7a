import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { parseJson, textAt } from '../_kit/json.ts';
import { readCef, readLeef } from '../_kit/line-event.ts';
import {
  alertIdsIn,
  type Item,
  line,
  plain,
  type Receiver,
  type Reply,
  type SandboxRequest,
} from '../_kit/receiver.ts';
import type { Listener } from '../_kit/service.ts';
import { framesOf, type Message, readMessage } from './message.ts';

/** Where rsyslog cuts a message unless it is told otherwise, and reads the rest as another one (`maxMessageSize`, 8k). */
const MESSAGE_MAX_BYTES = 8096;

type Event = { readonly title: string; readonly fields: unknown };

function eventOf(text: string): Event | { readonly problem: string } {
  if (text.startsWith('CEF:')) return readCef(text);
  if (text.startsWith('LEEF:')) return readLeef(text);
  const json = parseJson(text)?.value;
  const title = textAt(json, 'finding_info', 'title') ?? textAt(json, 'message');
  return title === undefined ? { problem: 'the text is neither CEF, LEEF nor a finding' } : { title, fields: json };
}

function itemOf(message: Message): Item | { readonly problem: string } {
  const event = eventOf(message.text);
  if ('problem' in event) return event;
  const alertIds = alertIdsIn(event.fields);
  return { summary: line(event.title), body: { ...message, ...event }, alertIds, arrived: true };
}

function readFrame(frame: string): Item | { readonly problem: string } {
  const size = Buffer.byteLength(frame);
  if (size > MESSAGE_MAX_BYTES) return { problem: `a message of ${size} bytes would be cut` };
  const message = readMessage(frame);
  return 'problem' in message ? message : itemOf(message);
}

/** A syslog receiver: what it cannot read it drops without an answer. */
export const syslog = (): Receiver => ({
  handle({ bytes }) {
    const { frames, problem: broken } = framesOf(bytes);
    const read = frames.map(readFrame);
    const items = read.flatMap((item) => ('problem' in item ? [] : [item]));
    const [problem = broken] = read.flatMap((item) => ('problem' in item ? [item.problem] : []));
    const verdict = { operation: 'messages', answer: plain(200, ''), items };
    return problem === undefined ? { ...verdict, ok: true } : { ...verdict, ok: false, problem };
  },
  expired: () => plain(503, ''),
});

const requestOf = (bytes: Buffer): SandboxRequest => ({
  at: Date.now(),
  method: 'POST',
  path: '',
  query: new URLSearchParams(),
  headers: {},
  bytes,
  text: bytes.toString('utf8'),
});

/** There is no answer to give: what was refused, or is to look so, ends in a broken connection. */
function settle(raw: Socket, { answer, reset, delayMs }: Reply): void {
  if (!reset && answer.status < 300) return;
  if (delayMs > 0) setTimeout(() => raw.resetAndDestroy(), delayMs).unref();
  else raw.resetAndDestroy();
}

/** Takes whole messages as they come; what is left at the end of a connection is no whole one. */
function serve(raw: Socket, pem: { key: string; cert: string }, receive: (request: SandboxRequest) => Reply): void {
  const secure = new TLSSocket(raw, { isServer: true, ...pem });
  let rest = Buffer.alloc(0);
  const take = (): void => {
    const bytes = rest;
    rest = Buffer.alloc(0);
    settle(raw, receive(requestOf(bytes)));
  };
  secure.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (framesOf(rest).problem === undefined) take();
  });
  secure.once('end', () => {
    if (rest.length > 0) take();
    secure.end();
  });
  for (const socket of [secure, raw]) socket.on('error', () => raw.destroy());
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** The address, and in its fragment the certificate to trust: a destination's settings take both from there. */
export async function listenSyslog(receive: (request: SandboxRequest) => Reply): Promise<Listener> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Sandbox syslog' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (raw) => {
    open.add(raw);
    raw.once('close', () => open.delete(raw));
    serve(raw, { key, cert }, receive);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `syslog+tls://127.0.0.1:${portOf(server)}#${encodeURIComponent(cert)}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
