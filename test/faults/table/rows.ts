import type { OutboundResponse } from '../../../lambdas/domain/outbound.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import { answered, answerOf, cutAnswer, noAnswer, notSent, refusedSession } from './sent.ts';

/**
 * What a misbehaviour means for an alert. `passes`: it is accepted all the same. `message`: this message is refused.
 * `certain`: the destination refuses, and one answer shows it. `alike`: a refusal which only different alerts with the
 * same fate show to be the destination's. `transient`: it passes. `limited`: it passes, and the vendor asks for fewer
 * requests. `uncertain`: it may have arrived. `unconfirmed`: the same, and the answer is not the vendor's.
 */
export type Verdict =
  | 'passes'
  | 'message'
  | 'certain'
  | 'alike'
  | 'transient'
  | 'limited'
  | 'uncertain'
  | 'unconfirmed';

/** How a receiver is reached: what can go wrong depends on it. */
export type Protocol = 'http' | 'smtp' | 'syslog';

/** One misbehaviour of a receiver. */
export interface Row {
  readonly verdict: Verdict;
  /** Whether the receiver does its work all the same. */
  readonly isTaken: boolean;
  readonly protocols: readonly Protocol[];
  /** Of a request with many alerts it does the work for this many, and answers as its vendor does then. */
  readonly keepEvents?: number;
  /** What the transport gives; `response` is what the receiver answers when it behaves. */
  sent(response: OutboundResponse): Sent;
}

const MIB = 1024 * 1024;
/** Of a body that comes a byte a second within 30 seconds. */
const TRICKLED = 30;

const http = ['http'] as const;
const tls = ['http', 'syslog', 'smtp'] as const;
const all = ['http', 'syslog', 'smtp'] as const;

const LOGIN_PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };
const LOGIN_URL = 'https://login.example.test/';
const DAY_SECONDS = 86_400;

/** An answer with a status and nothing else, to a request that was not processed. */
const status = (verdict: Verdict, code: number, headers: Readonly<Record<string, string>> = {}): Row => ({
  verdict,
  isTaken: false,
  protocols: http,
  sent: ({ at }) => answerOf(at, code, headers),
});

/** A session that is not established: the certificate is not accepted, or the client's is not. */
const session = (reason: string): Row => ({
  verdict: 'certain',
  isTaken: false,
  protocols: tls,
  sent: () => refusedSession(reason),
});

const unanswered = (reason: string, isTaken: boolean): Row => ({
  verdict: 'uncertain',
  isTaken,
  protocols: all,
  sent: () => noAnswer(reason),
});

const notReached = (reason: string): Row => ({
  verdict: 'transient',
  isTaken: false,
  protocols: all,
  sent: () => notSent(reason),
});

/** The body ends before it is complete; the receiver has done its work. */
const cutBody = (length: number): Row => ({
  verdict: 'unconfirmed',
  isTaken: true,
  protocols: http,
  sent: (response) => cutAnswer(response, length),
});

const passing = (protocols: readonly Protocol[], sent: (response: OutboundResponse) => Sent = answered): Row => ({
  verdict: 'passes',
  isTaken: true,
  protocols,
  sent,
});

/** A reply of a mail server. */
const reply = (verdict: Verdict, code: number, words: string, stage: 'session' | 'message'): Row => ({
  verdict,
  isTaken: false,
  protocols: ['smtp'],
  sent: ({ at }) => answerOf(at, code, { 'x-smtp-stage': stage }, `${code} ${words}`),
});

const statuses = {
  '301': status('certain', 301, { location: LOGIN_URL }),
  '400': status('alike', 400),
  '401': status('certain', 401),
  '402': status('certain', 402),
  '403': status('certain', 403),
  '404': status('certain', 404),
  '405': status('certain', 405),
  '406': status('certain', 406),
  '407': status('certain', 407),
  '408': status('transient', 408),
  '409': status('alike', 409),
  '410': status('certain', 410),
  '411': status('alike', 411),
  '412': status('alike', 412),
  '413': status('message', 413),
  '414': status('alike', 414),
  '415': status('alike', 415),
  '416': status('alike', 416),
  '417': status('alike', 417),
  '418': status('alike', 418),
  '421': status('certain', 421),
  '422': status('alike', 422),
  '423': status('alike', 423),
  '424': status('alike', 424),
  '425': status('transient', 425),
  '426': status('certain', 426),
  '428': status('alike', 428),
  '429-no-date': status('limited', 429),
  '429-a-day': status('limited', 429, { 'retry-after': String(DAY_SECONDS) }),
  '431': status('alike', 431),
  '451': status('certain', 451),
  '500': status('transient', 500),
  '502-html': { ...status('transient', 502), sent: ({ at }) => answerOf(at, 502, html, LOGIN_PAGE) },
  '503': status('transient', 503),
  '503-a-day': status('transient', 503, { 'retry-after': String(DAY_SECONDS) }),
  '504': status('transient', 504),
} satisfies Record<string, Row>;

const sessions = {
  'certificate-wrong-name': session('err_tls_cert_altname_invalid'),
  'certificate-expired': session('cert_has_expired'),
  'certificate-not-yet-valid': session('cert_not_yet_valid'),
  'certificate-self-signed': session('depth_zero_self_signed_cert'),
  'certificate-unknown-issuer': session('unable_to_get_issuer_cert_locally'),
  'certificate-unknown-root': session('self_signed_cert_in_chain'),
  'certificate-leaf-only': session('unable_to_verify_leaf_signature'),
  'mtls-refused-tls12': { ...session('err_ssl_ssl_tls_alert_handshake_failure'), protocols: ['http', 'syslog'] },
  'mtls-refused-tls13': { ...session('err_ssl_tlsv13_alert_certificate_required'), protocols: ['http', 'syslog'] },
} satisfies Record<string, Row>;

const answers = {
  'hang-before-headers': unanswered('timeout', false),
  'hang-after-work': unanswered('timeout', true),
  'hang-in-body': cutBody(0),
  'byte-a-second': cutBody(TRICKLED),
  'cut-before': unanswered('econnreset', false),
  'cut-after': unanswered('econnreset', true),
  'no-connection': notReached('econnrefused'),
  'no-handshake': notReached('timeout'),
  'no-such-name': session('enotfound'),
  'gzip-unasked': passing(http),
  'http-1.0': passing(http),
  'html-200': {
    verdict: 'unconfirmed',
    isTaken: false,
    protocols: http,
    sent: ({ at }) => answerOf(at, 200, html, LOGIN_PAGE),
  },
  'login-redirect': { ...status('certain', 302, { location: LOGIN_URL }) },
  'empty-200': { ...status('unconfirmed', 200), isTaken: true },
  'empty-204': { ...status('unconfirmed', 204), isTaken: true },
  '3-mb-answer': passing(http, (response) =>
    answered({ ...response, body: `${response.body}${' '.repeat(MIB - response.body.length)}` }),
  ),
  'half-refused': {
    verdict: 'transient',
    isTaken: true,
    protocols: http,
    keepEvents: 2,
    sent: answered,
  },
} satisfies Record<string, Row>;

const replies = {
  'smtp-421': reply('transient', 421, '4.3.2 Service not available', 'session'),
  'smtp-451': reply('transient', 451, '4.7.1 Try again later', 'message'),
  'smtp-535': reply('certain', 535, '5.7.8 Authentication credentials invalid', 'session'),
  'smtp-550': reply('certain', 550, '5.1.1 No such mailbox', 'session'),
  'smtp-552': reply('message', 552, '5.3.4 Message size exceeds fixed limit', 'message'),
  'smtp-554': reply('alike', 554, '5.7.1 Refused by policy', 'message'),
} satisfies Record<string, Row>;

/** All misbehaviours, by name. */
export const rows = { ...answers, ...statuses, ...sessions, ...replies } satisfies Record<string, Row>;
export type RowName = keyof typeof rows;

const isRowName = (name: string): name is RowName => Object.hasOwn(rows, name);
export const rowNames: readonly RowName[] = Object.keys(rows).filter(isRowName);
export const rowOf = (name: RowName): Row => rows[name];
