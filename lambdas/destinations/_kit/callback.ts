import type { AnswerChannel } from '../../domain/acknowledgement.ts';
import type { Answer, ChoiceName } from '../../domain/answer.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import type { Receipt } from '../../domain/outcome.ts';

/** How a vendor signs its requests: an HMAC over `content`, in which `{body}` are the raw bytes. */
export interface CallbackSignature {
  readonly header: string;
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  readonly prefix: string;
  /** What stands between several signatures in one header. */
  readonly separator?: string;
  readonly content: string;
  readonly timestampHeader?: string;
}

/** The credentials of a destination's callback. All that are set have to be right. */
export interface CallbackCredentials {
  /** The key of the signature. */
  readonly secret?: string | undefined;
  /** The last part of the path, or the bearer token. */
  readonly token?: string | undefined;
}

/** What an answer is about: a signed text of Tocsin's, the vendor's name of a ticket, or an alert. */
export type Subject =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'receipt'; readonly receipt: string }
  | { readonly kind: 'alert'; readonly alertId: string };

/** Requests that show an answer where it was given. */
export interface Response {
  /** Changes the message: it shows a line on what was done, and the choices that are left. */
  shown(line: string, left: readonly ChoiceName[]): OutboundRequest;
  /** Says something to the person alone. */
  whispered(line: string): OutboundRequest;
}

/** An answer as a vendor's request states it. */
export interface CallbackAnswer {
  readonly subject: Subject;
  readonly answer: Answer;
  /** Who gave it, in the vendor's words. */
  readonly by: string;
  readonly note?: string;
  /** RFC 3339; when the vendor says that it was given. */
  readonly at?: string;
  readonly response?: Response;
}

/** A command that a person typed, and how the reply is written. */
export interface CallbackCommand {
  readonly text: string;
  readonly by: string;
  /** The body and the media type of the HTTP answer. */
  reply(text: string): { readonly body: string; readonly contentType: string };
}

/** What a request of a vendor means. */
export type CallbackReading =
  | { readonly kind: 'answer'; readonly answer: CallbackAnswer }
  | { readonly kind: 'command'; readonly command: CallbackCommand }
  /** Nothing to do: the reason is a code for logs. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly found: string };

/** The other direction of a destination: what its vendor sends back. All functions are pure. */
export interface Callback<Settings> {
  readonly via: AnswerChannel;
  /** The vendor's page that it was built from. */
  readonly docs: string;
  readonly signature?: CallbackSignature;
  /** Nothing when the settings do not ask for callbacks. */
  credentials(settings: Settings): CallbackCredentials | undefined;
  read(body: string, settings: Settings): CallbackReading;
  /** What the vendor's requests call the message or ticket of a receipt; absent where they carry a signed token. */
  subjectOf?(receipt: Receipt): string;
}
