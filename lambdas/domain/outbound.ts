import type { RequestAuth } from './request-auth.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/**
 * A request as data. The engine sends it; a URL may be a credential and is never logged. The URL's scheme says how it
 * travels: `https:` by HTTP; `smtp:` and `smtps:` hand `body`, a whole MIME message, to a mail server;
 * `syslog+tls:` writes `body`, whole octet-counted frames, to a syslog receiver.
 */
export interface OutboundRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What only the sender can add, because it takes the time, the function's own role, or another request. */
  readonly auth?: RequestAuth;
  /** For mail: from whom and to whom the server is to hand it, whatever the message itself says. */
  readonly envelope?: { readonly from: string; readonly to: readonly string[] };
}

/**
 * Header names are lower-case; the body is capped by the client; `at` is the epoch ms of the answer. A header
 * `content-encoding` is left only where the body could not be decoded: it is empty then.
 */
export interface OutboundResponse {
  readonly at: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Status and headers came in full, the body did not: the connection or the time ended first. */
  readonly isCut?: true;
}

/** The header of an answer that holds a mail server's reply: where in the conversation it was given. */
export const REPLY_STAGE = 'x-smtp-stage';
/** The header of such an answer that holds the command it answers: `auth`, `starttls`, `mail`, `rcpt`, `data`. */
export const REPLY_COMMAND = 'x-smtp-command';
/** The header by which a mail's own id goes out and comes back. */
export const MESSAGE_ID = 'message-id';
