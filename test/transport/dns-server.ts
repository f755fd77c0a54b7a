import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Addresses of a name, or silence. A name that is not listed does not exist. */
export type Zone = Readonly<Record<string, { readonly a?: string; readonly ttl?: number } | 'silent'>>;

const HEADER = 12;
const A = 1;
const NO_ERROR = 0x8180;
const NO_SUCH_NAME = 0x8183;

/** The first question: its name in lower case, its type, and where it ends (RFC 1035 §4.1.2). */
function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let size = query.readUInt8(at); size > 0; size = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function record(address: string, ttl: number): Buffer {
  const head = Buffer.alloc(HEADER);
  // A pointer to the name in the question, then type and class.
  head.writeUInt16BE(0xc000 + HEADER, 0);
  head.writeUInt16BE(A, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(4, 10);
  return Buffer.concat([head, Buffer.from(address.split('.').map(Number))]);
}

function answerTo(query: Buffer, zone: Zone): Buffer | undefined {
  const { name, type, end } = questionOf(query);
  const known = zone[name];
  if (known === 'silent') return undefined;
  const records = known?.a !== undefined && type === A ? [record(known.a, known.ttl ?? 60)] : [];
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(known === undefined ? NO_SUCH_NAME : NO_ERROR, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(HEADER, end), ...records]);
}

/** A name server on loopback, over UDP. */
export async function startDnsServer(zone: Zone) {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    asked.push(questionOf(query).name);
    const answer = answerTo(query, zone);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server = `127.0.0.1:${socket.address().port}`;
  return { server, asked, close: () => new Promise<void>((resolve) => socket.close(() => resolve())) };
}
