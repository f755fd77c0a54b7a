import type { OutboundResponse } from '../../../lambdas/domain/outbound.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';

/** An answer as the transport gives it. */
export const answered = (response: OutboundResponse): Sent => ({ kind: 'answer', response });

export const answerOf = (at: number, status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Sent =>
  answered({ at, status, headers, body });

/** An answer whose body did not come in full. */
export const cutAnswer = (response: OutboundResponse, length: number): Sent =>
  answered({ ...response, body: response.body.slice(0, length), isCut: true });

/** The request may have arrived. */
export const noAnswer = (reason: string): Sent => ({ kind: 'no-answer', reason });

/** Nothing of the request was sent. */
export const notSent = (reason: string): Sent => ({ kind: 'not-sent', reason });

/** Nothing was sent, and nothing will be until somebody changes the destination or its settings. */
export const refusedSession = (reason: string): Sent => ({ kind: 'not-sent', reason, refused: true });
