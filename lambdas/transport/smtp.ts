import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutboundRequest } from '../core/destination.ts';
import { mayConnect } from '../core/http/addresses.ts';
import { MESSAGE_ID, REPLY_STAGE } from '../core/mail/smtp-reply.ts';
import type { Sent } from '../engine/ports/transport.ts';
import { NameError, nameErrorOf } from './names/error.ts';
import { reachable } from './reachable.ts';

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;

/** What nodemailer tells of an error (https://nodemailer.com/usage#error-codes). */
interface MailError {
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** How far one mail has come. Until the server asks for the message it has nothing of it. */
interface Progress {
  stage: 'session' | 'message';
}

function answer(status: number, body: string, { headers }: OutboundRequest, { stage }: Progress): Sent {
  const id = headers[MESSAGE_ID];
  return {
    kind: 'answer',
    response: {
      at: Date.now(),
      status,
      headers: { [REPLY_STAGE]: stage, ...(id === undefined ? {} : { [MESSAGE_ID]: id }) },
      body: body.slice(0, 2000),
    },
  };
}

/** From the message's first byte on nobody knows without the server's answer. */
function failure(error: unknown, request: OutboundRequest, progress: Progress): Sent {
  const {
    code = 'smtp_error',
    response = '',
    responseCode,
  }: MailError = typeof error === 'object' && error !== null ? error : {};
  if (responseCode !== undefined && responseCode > 0) return answer(responseCode, response, request, progress);
  const reason = code === 'ETIMEDOUT' ? 'timeout' : code.toLowerCase();
  return { kind: progress.stage === 'message' ? 'no-answer' : 'not-sent', reason };
}

function connectionTo({ url, authority }: OutboundRequest, address: string): SMTPConnection {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'smtps:';
  // A relay on this machine has no certificate; any other has to encrypt before it hears the password.
  const isLocal = !mayConnect(address, false) && authority === undefined;
  return new SMTPConnection({
    host: address,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !isLocal,
    ignoreTLS: !secure && isLocal,
    tls: {
      ...(isIP(hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: hostname }),
      ...(authority === undefined ? {} : { ca: authority }),
    },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: TOTAL_MS,
  });
}

type Done = (error?: unknown) => void;
const awaited = (start: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    start((error) => (error === undefined || error === null ? resolve() : reject(error))),
  );

/** Connects, proves itself, hands over envelope and message; answers the server's last words. */
async function converse(connection: SMTPConnection, request: OutboundRequest, progress: Progress): Promise<string> {
  const { auth, envelope, body = '' } = request;
  await awaited((done) => connection.connect(done));
  if (auth?.kind === 'password')
    await awaited((done) => connection.login({ user: auth.user, pass: auth.password }, done));
  // It is asked for its content when the server has asked for the message.
  const message = new Readable({
    read() {
      progress.stage = 'message';
      this.push(body);
      this.push(null);
    },
  });
  const { from = '', to = [] } = envelope ?? {};
  const size = Buffer.byteLength(body);
  return new Promise((resolve, reject) => {
    connection.send({ from, to: [...to], size }, message, (error, info) =>
      error === null || error === undefined ? resolve(info.response) : reject(error),
    );
  });
}

/**
 * Hands a whole message to a mail server; its reply code (RFC 5321 §4.2) comes as the status, with the stage that it was
 * given at. The request's `message-id` header comes back with it. Never throws.
 */
export async function sendMail(request: OutboundRequest, allowLoopback: boolean): Promise<Sent> {
  const address = await reachable(new URL(request.url).hostname, allowLoopback).catch(nameErrorOf);
  if (address instanceof NameError) return { kind: 'not-sent', reason: address.code.toLowerCase() };
  if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed' };
  const progress: Progress = { stage: 'session' };
  const connection = connectionTo(request, address);
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    // A server that answers a little now and then is never idle.
    AbortSignal.timeout(TOTAL_MS).onabort = () => reject({ code: 'ETIMEDOUT' });
  });
  try {
    const response = await Promise.race([converse(connection, request, progress), broken]);
    return answer(Number(/^\d{3}/.exec(response)?.[0] ?? 250), response, request, progress);
  } catch (error) {
    return failure(error, request, progress);
  } finally {
    connection.close();
  }
}
