import { isIP, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { OutboundRequest } from '../domain/outbound.ts';
import { MESSAGE_ID, REPLY_COMMAND, REPLY_STAGE } from '../domain/outbound.ts';
import type { Reach } from '../domain/reach.ts';
import type { SendOptions, Sent } from '../engine/ports/transport.ts';
import { type Budget, inTime, startBudget } from './connect/budget.ts';
import { connectionFailure } from './connect/connection-error.ts';
import { reachServer, serverIn, type Way } from './connect/reach-server.ts';
import { trustOf } from './connect/trust.ts';
import { NoTunnel } from './connect/tunnel.ts';

/** The fields of nodemailer's errors (https://nodemailer.com/usage#error-codes); `originalCode` is the socket's own. */
interface MailError {
  readonly code?: string;
  readonly originalCode?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** What nodemailer's own codes mean, where the socket gave none. */
const codes: Readonly<Record<string, string>> = {
  ESOCKET: 'connection_failed',
  ECONNECTION: 'connection_closed',
  ETLS: 'starttls_failed',
  EPROTOCOL: 'invalid_reply',
  EAUTH: 'auth_not_possible',
  ETIMEDOUT: 'timeout',
};

/** The progress of one mail. The server has no part of the message until it asks for it. */
interface Progress {
  stage: 'session' | 'message';
}

interface Reply {
  readonly status: number;
  readonly body: string;
  /** `AUTH PLAIN`, `RCPT TO`; the last one of the dialogue unless the server refused an earlier one. */
  readonly command?: string | undefined;
}

function answer({ status, body, command = 'DATA' }: Reply, { headers }: OutboundRequest, { stage }: Progress): Sent {
  const id = headers[MESSAGE_ID];
  const [word = ''] = command.toLowerCase().split(' ');
  return {
    kind: 'answer',
    response: {
      at: Date.now(),
      status,
      headers: { [REPLY_STAGE]: stage, [REPLY_COMMAND]: word, ...(id === undefined ? {} : { [MESSAGE_ID]: id }) },
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
  const { response = '', responseCode: status, code = 'smtp_error', originalCode, command } = mailError;
  if (status !== undefined && status > 0) return answer({ status, body: response, command }, request, progress);
  const known = code === 'ETIMEDOUT' ? codes[code] : (originalCode ?? codes[code]);
  const sent = connectionFailure({ code: known ?? code }, socket);
  return progress.stage === 'message' ? { kind: 'no-answer', reason: sent.reason } : sent;
}

function serverOf({ url }: OutboundRequest) {
  const secure = /^smtps:/i.test(url);
  return { ...serverIn(url, secure ? 465 : 587), secure };
}

function connectionTo(request: OutboundRequest, reach: Reach, way: Way, budget: Budget): SMTPConnection {
  const { host, secure, port } = serverOf(request);
  // A relay on this machine may offer no TLS, or with a certificate of nobody. To any other TLS must succeed.
  const isLocal = way.isLocal && reach.authority === undefined;
  return new SMTPConnection({
    ...(way.address === undefined ? {} : { host: way.address }),
    ...(way.tunnel === undefined ? {} : { connection: way.tunnel }),
    port,
    secure,
    requireTLS: !secure && !isLocal,
    tls: {
      ...(isLocal ? { rejectUnauthorized: false } : {}),
      ...(isIP(host) ? {} : { servername: host }),
      ...trustOf(reach),
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

async function sendOver(
  connection: SMTPConnection,
  request: OutboundRequest,
  budget: Budget,
  tunnel: Socket | undefined,
): Promise<Sent> {
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
    // Nobody has read from it since it was opened.
    tunnel?.resume();
    const response = await inTime(dialogue, budget.remainingMs(), timeout);
    return answer({ status: Number(/^\d{3}/.exec(response)?.[0] ?? 250), body: response }, request, progress);
  } catch (error) {
    // Closed in order, it would wait for a server that may never answer.
    const open = connection._socket;
    if (open !== false) open?.destroy();
    return failure(error, request, progress, socket);
  } finally {
    connection.close();
  }
}

/** No settings. */
const byDefault: Reach = {};

/**
 * Sends a whole message to a mail server, within the limits. Its reply code (RFC 5321 §4.2) is the status, with the stage
 * of the dialogue and the `message-id` header of the request. Never throws.
 */
export async function sendMail(request: OutboundRequest, allowLoopback: boolean, options?: SendOptions): Promise<Sent> {
  const budget = startBudget(options);
  const reach = options?.reach ?? byDefault;
  try {
    const way = await reachServer({ ...serverOf(request), reach, allowLoopback }, budget);
    return await sendOver(connectionTo(request, reach, way, budget), request, budget, way.tunnel);
  } catch (error) {
    return error instanceof NoTunnel ? error.sent : connectionFailure(error);
  }
}
