import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
const CHUNKS_END = '0\r\n\r\n';

/** Where an answer that begins the text ends, or nothing as long as it is not whole. */
function endOf(text: string): number | undefined {
  const head = text.indexOf(HEAD_END);
  if (head < 0) return undefined;
  const start = head + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1];
  if (length !== undefined) return text.length >= start + Number(length) ? start + Number(length) : undefined;
  if (!/\r\ntransfer-encoding: *chunked/i.test(text.slice(0, head))) return start;
  const last = text.indexOf(CHUNKS_END, start);
  return last < 0 ? undefined : last + CHUNKS_END.length;
}

/** One keep-alive connection that posts one body after the other, with as little work of its own as can be. */
export class Connection {
  readonly #target: URL;
  #socket: Socket | undefined;
  #text = '';
  #settle: ((status: number) => void) | undefined;

  constructor(target: URL) {
    this.#target = target;
  }

  /** The status of the answer; 0 when there is none. */
  post(body: string): Promise<number> {
    const { host, pathname } = this.#target;
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#open().write(head + body);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = connect(Number(this.#target.port), this.#target.hostname);
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk) => this.#take(String(chunk)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      // One that was replaced has nothing to say any more.
      if (this.#socket !== socket) return;
      this.#text = '';
      this.#done(0);
    });
    this.#text = '';
    this.#socket = socket;
    return socket;
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const end = endOf(this.#text);
    if (end === undefined) return;
    const status = Number(this.#text.slice(9, 12));
    const isLast = /\r\nconnection: *close/i.test(this.#text.slice(0, end));
    this.#text = this.#text.slice(end);
    if (isLast) this.#socket?.destroy();
    this.#done(status);
  }

  #done(status: number): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(status);
  }
}
