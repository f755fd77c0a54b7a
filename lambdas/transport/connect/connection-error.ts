import { TLSSocket } from 'node:tls';
import type { Sent } from '../../engine/ports/transport.ts';

type NotSent = Extract<Sent, { kind: 'not-sent' }>;

/** The code of an error as a reason. Only the code is kept, because messages quote the URL. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('name' in error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return 'timeout';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return code.toLowerCase().replace(/\W+/g, '_');
}

// RFC 8446 §6: alerts that can pass. `internal_error` says nothing about the peer's settings.
const passing = new Set(['err_ssl_tlsv1_alert_internal_error', 'err_ssl_tlsv1_alert_user_cancelled']);
const wrongAddress = new Set(['address_not_allowed', 'enotfound']);

/** The peer ended the connection: before the request, unlike after it, nothing is in doubt, and the reason says so. */
const broken = new Set(['econnreset', 'epipe', 'und_err_socket']);

/** OpenSSL ended the handshake: an alert of the peer, or an answer that is no TLS. A connection that ended is neither. */
const isProtocolError = (reason: string): boolean =>
  (reason === 'eproto' || reason.startsWith('err_ssl_')) && !passing.has(reason) && !reason.includes('unexpected_eof');

/** `authorizationError` is set when the handshake succeeded and the certificate was not accepted. */
const isUntrusted = (socket: unknown): boolean =>
  socket instanceof TLSSocket && socket.authorizationError !== null && socket.authorizationError !== undefined;

/**
 * A connection that could not be made, TLS included: nothing of the request was sent. `refused` when another attempt
 * fails in the same way until somebody changes the destination or its settings: the name does not exist, the address is
 * not allowed, the certificate is not accepted, the peers have no TLS version or cipher in common.
 */
export function connectionFailure(error: unknown, socket?: unknown): NotSent {
  const code = reasonOf(error);
  const reason = broken.has(code) ? `connect_${code}` : code;
  const isRefused = wrongAddress.has(reason) || isUntrusted(socket) || isProtocolError(reason);
  return { kind: 'not-sent', reason, ...(isRefused ? { refused: true } : {}) };
}

/**
 * With TLS 1.3 a server refuses a missing or wrong client certificate after the client's side of the handshake is
 * complete (RFC 8446 §4.4.2.4, §6.2), so the alert comes when the request is already on its way. The server has not
 * processed any of it.
 */
const certificateAlert =
  /^err_ssl_[a-z\d]+_alert_(?:certificate_\w+|bad_certificate\w*|unsupported_certificate|no_certificate|unknown_ca|access_denied|handshake_failure)$/;

/** The result when the peer ended an established session with an alert about the client's certificate. */
export function certificateRefusal(error: unknown): NotSent | undefined {
  const reason = reasonOf(error);
  return certificateAlert.test(reason) ? { kind: 'not-sent', reason, refused: true } : undefined;
}
