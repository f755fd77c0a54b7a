import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';

/** One connection of a client, as the server sees it. */
export interface Peer {
  /** The texts that the client sent. */
  readonly texts: string[];
  send(message: unknown): void;
  /** Cuts the connection without a word. */
  cut(): void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** A frame without a mask, as servers send them (RFC 6455 §5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 2 : 4);
  head[0] = 0x80 + opcode;
  head[1] = isShort ? payload.length : 126;
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly rest: Buffer;
}

/** The first frame of a client, or nothing when it is not whole yet; clients mask what they send. */
function readFrame(bytes: Buffer): Frame | undefined {
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const at = short === 126 ? 4 : 2;
  if (bytes.length < at + 4) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < at + 4 + length) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)));
  return { opcode: first & 0x0f, payload, rest: bytes.subarray(at + 4 + length) };
}

function take({ opcode, payload }: Frame, socket: Duplex, peer: Peer): void {
  if (opcode === TEXT) peer.texts.push(payload.toString('utf8'));
  if (opcode === PING) socket.write(frame(PONG, payload));
  if (opcode === CLOSE) socket.end(frame(CLOSE, payload));
}

function serve(socket: Duplex, peer: Peer): void {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let found = readFrame(bytes); found !== undefined; found = readFrame(bytes)) {
      bytes = Buffer.from(found.rest);
      take(found, socket, peer);
    }
  });
}

/** A WebSocket server on this machine, as far as Slack's Socket Mode needs one. */
export async function startSocketServer() {
  const peers: Peer[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_, response) => response.writeHead(400).end());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    sockets.add(socket);
    const peer: Peer = {
      texts: [],
      send: (message) => socket.write(frame(TEXT, Buffer.from(JSON.stringify(message)))),
      cut: () => socket.destroy(),
    };
    serve(socket, peer);
    peers.push(peer);
    peer.send({ type: 'hello', num_connections: 1 });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}/link/?ticket=1`,
    /** The connections that there were, the latest last. */
    peers,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
