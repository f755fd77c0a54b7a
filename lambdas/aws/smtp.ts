import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { mayConnect } from '../core/addresses.ts';
import type { OutboundRequest } from '../core/destination.ts';
import type { Sent } from './http.ts';
import { reachable } from './reachable.ts';

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;

/** What nodemailer tells of an error (https://nodemailer.com/usage#error-codes). */
interface MailError {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

const answer = (status: number, body: string): Sent => ({
  kind: 'answer',
  response: { at: Date.now(), status, headers: {}, body: body.slice(0, 2000) },
});

/** Until the server has the message's last line it has nothing; from then on nobody knows without its answer. */
function failure(error: unknown): Sent {
  const {
    code = 'smtp_error',
    command,
    response = '',
    responseCode,
  }: MailError = typeof error === 'object' && error !== null ? error : {};
  if (responseCode !== undefined && responseCode > 0) return answer(responseCode, response);
  const reason = code === 'ETIMEDOUT' ? 'timeout' : code.toLowerCase();
  return command === 'DATA' ? { kind: 'no-answer', reason } : { kind: 'not-sent', reason };
}

function transportFor({ url, auth, authority }: OutboundRequest, address: string) {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'smtps:';
  return createTransport({
    host: address,
    port: Number(port) || (isTls ? 465 : 587),
    secure: isTls,
    // A relay on this machine has no certificate; any other has to encrypt before it hears the password.
    requireTLS: !isTls && !mayConnect(address, false) ? false : !isTls,
    tls: { ...(isIP(hostname) ? {} : { servername: hostname }), ...(authority === undefined ? {} : { ca: authority }) },
    ...(auth?.kind === 'password' ? { auth: { user: auth.user, pass: auth.password } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: TOTAL_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Hands a whole message to a mail server; its reply code (RFC 5321 §4.2) comes as the status. Never throws. */
export async function sendMail(request: OutboundRequest, allowLoopback: boolean): Promise<Sent> {
  const address = await reachable(new URL(request.url).hostname, allowLoopback).catch(() => 'unresolved' as const);
  if (address === 'unresolved') return { kind: 'not-sent', reason: 'enotfound' };
  if (address === undefined) return { kind: 'not-sent', reason: 'address_not_allowed' };
  const transport = transportFor(request, address);
  try {
    const { from = '', to = [] } = request.envelope ?? {};
    const { response } = await transport.sendMail({ envelope: { from, to: [...to] }, raw: request.body ?? '' });
    return answer(Number(/^\d{3}/.exec(response)?.[0] ?? 250), response);
  } catch (error) {
    return failure(error);
  } finally {
    transport.close();
  }
}
