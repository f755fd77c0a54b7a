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

/** The fields of nodemailer's errors (https://nodemailer.com/usage#error-codes). */
interface MailError {
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** The progress of one mail. The server has no part of the message until it asks for it. */
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

/** Whether the mail may have arrived: from the first byte of the message on, only the answer of the server shows it. */
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
  // A relay on this machine has no certificate. To any other the password is sent only over TLS.
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

/** Connects, authenticates, sends envelope and message; returns the last reply of the server. */
async function converse(connection: SMTPConnection, request: OutboundRequest, progress: Progress): Promise<string> {
  const { auth, envelope, body = '' } = request;
  await awaited((done) => connection.connect(done));
  if (auth?.kind === 'password')
    await awaited((done) => connection.login({ user: auth.user, pass: auth.password }, done));
  // Its content is read when the server has asked for the message.
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
 * Sends a whole message to a mail server. Its reply code (RFC 5321 §4.2) is the status, with the stage of the dialogue
 * and the `message-id` header of the request. Never throws.
 */
export async function sendMail(request: OutboundRequest, allowLoopback: boolean): Promise<Sent> {
  const address = await reachable(new URL(request.url).hostname, allowLoopback).catch(nameErrorOf);
  if (address instanceof NameError) return { kind: 'not-sent', reason: address.code.toLowerCase() };
  if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed' };
  const progress: Progress = { stage: 'session' };
  const connection = connectionTo(request, address);
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    // An idle timeout is not enough: a server can send a little now and then.
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
