import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutboundRequest } from '../core/destination.ts';
import { mayConnect } from '../core/http/addresses.ts';
import { MESSAGE_ID, REPLY_STAGE } from '../core/mail/smtp-reply.ts';
import type { SendLimits, Sent } from '../engine/ports/transport.ts';
import { type Budget, inTime, startBudget } from './budget.ts';
import { connectionFailure } from './connection-error.ts';
import { reachable } from './reachable.ts';

/** The fields of nodemailer's errors (https://nodemailer.com/usage#error-codes); `originalCode` is the socket's own. */
interface MailError {
  readonly code?: string;
  readonly originalCode?: string;
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

/**
 * Whether the mail may have arrived: from the first byte of the message on, only the answer of the server shows it. The
 * socket tells whether its certificate was accepted.
 */
function failure(error: unknown, request: OutboundRequest, progress: Progress, socket: unknown): Sent {
  const mailError: MailError = typeof error === 'object' && error !== null ? error : {};
  const { response = '', responseCode, code = 'smtp_error', originalCode = code } = mailError;
  if (responseCode !== undefined && responseCode > 0) return answer(responseCode, response, request, progress);
  const sent = connectionFailure({ code: code === 'ETIMEDOUT' ? 'TIMEOUT' : originalCode }, socket);
  return progress.stage === 'message' ? { kind: 'no-answer', reason: sent.reason } : sent;
}

function connectionTo({ url, authority }: OutboundRequest, address: string, budget: Budget): SMTPConnection {
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
    // What this limits is each step; the whole dialogue is limited by the budget.
    connectionTimeout: Math.ceil(budget.connectMs()),
    greetingTimeout: Math.ceil(budget.remainingMs()),
    socketTimeout: Math.ceil(budget.remainingMs()),
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

const timeout = (): never => {
  throw Object.assign(new Error('no reply in time'), { code: 'ETIMEDOUT' });
};

async function sendOver(connection: SMTPConnection, request: OutboundRequest, budget: Budget): Promise<Sent> {
  const progress: Progress = { stage: 'session' };
  let socket: unknown;
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', (error) => {
      socket = connection._socket;
      reject(error);
    });
  });
  try {
    const dialogue = Promise.race([converse(connection, request, progress), broken]);
    const response = await inTime(dialogue, budget.remainingMs(), timeout);
    return answer(Number(/^\d{3}/.exec(response)?.[0] ?? 250), response, request, progress);
  } catch (error) {
    // Closed in order, it would wait for a server that may never answer.
    const open = connection._socket;
    if (open !== false) open?.destroy();
    return failure(error, request, progress, socket);
  } finally {
    connection.close();
  }
}

/**
 * Sends a whole message to a mail server, within the limits. Its reply code (RFC 5321 §4.2) is the status, with the stage
 * of the dialogue and the `message-id` header of the request. Never throws.
 */
export async function sendMail(request: OutboundRequest, allowLoopback: boolean, limits?: SendLimits): Promise<Sent> {
  const budget = startBudget(limits);
  try {
    const address = await reachable(new URL(request.url).hostname, allowLoopback, budget);
    if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed', refused: true };
    return await sendOver(connectionTo(request, address, budget), request, budget);
  } catch (error) {
    return connectionFailure(error);
  }
}
