import type { OutboundResponse } from '../destination.ts';
import { isSuccess, judgeWithoutWord } from '../http/http-status.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../outcome.ts';

/** The header of an answer that holds a mail server's reply: where in the conversation it was given. */
export const REPLY_STAGE = 'x-smtp-stage';
/** The header by which a mail's own id goes out and comes back. */
export const MESSAGE_ID = 'message-id';

/** Whoever may not speak at all (RFC 4954 §6), or for nobody (RFC 7504). */
const refusing = new Set([521, 530, 534, 535, 538, 556]);
/** RFC 4954, and what Exchange says of a client that may not send as this sender (https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online). */
const refusingDetails = new Set(['5.7.3', '5.7.8', '5.7.9', '5.7.11', '5.7.57', '5.7.60']);

const detailIn = (body: string): string => /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(body.trim())?.[1] ?? '';

/** https://www.rfc-editor.org/rfc/rfc3463#section-3: the size of the message, and the room left in the mailbox. */
const tooLarge = new Set(['5.2.3', '5.3.4']);

/** The content or its form (RFC 3463 §3.7), or what a filter found in it. */
const isOfContent = (detail: string, text: string): boolean =>
  detail.startsWith('5.6.') || /\b(?:virus|malware|phishing)\b/i.test(text);

/**
 * What a refusal for good concerns: before the message sender and recipients, which are the same for every alert. After
 * the message its size and its content are known to be its own; a policy (5.7.x: spam, reputation, DMARC) may refuse
 * every mail alike.
 */
function judgePermanent({ status, body }: OutboundResponse, stage: string): Outcome {
  const reason = `smtp_${status}`;
  const detail = detailIn(body);
  if (tooLarge.has(detail) || (status === 552 && detail === '')) return rejected('message_too_large');
  if (detail === '5.2.2') return retry('mailbox_full');
  if (refusing.has(status) || refusingDetails.has(detail) || stage !== 'message') return refused(reason);
  return isOfContent(detail, body) ? rejected(reason) : retry(reason);
}

/** The verdict on a mail server's reply (RFC 5321 §4.2, RFC 3463); on anything else the one that fits its HTTP status. */
export function judgeReply(response: OutboundResponse): Outcome {
  const { status, headers } = response;
  const stage = headers[REPLY_STAGE];
  if (stage === undefined) return judgeWithoutWord(response);
  if (isSuccess(response)) return delivered(headers[MESSAGE_ID]);
  if (status < 500) return status === 454 ? retry('smtp_454', 60) : retry(`smtp_${status}`);
  return judgePermanent(response, stage);
}
