import type { OutboundResponse } from '../../../domain/outbound.ts';
import { MESSAGE_ID, REPLY_COMMAND, REPLY_STAGE } from '../../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../../../domain/outcome.ts';
import { isSuccess, judgeWithoutWord } from '../http/http-status.ts';
import { detailOf, isOfContent, type SmtpReply, smtpReason } from './smtp-reason.ts';

/** Whoever may not speak at all (RFC 4954 §6), or for nobody (RFC 7504). */
const refusing = new Set([521, 530, 534, 535, 538, 556]);
/** RFC 4954, and what Exchange says of a client that may not send as this sender (https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online). */
const refusingDetails = new Set(['7.3', '7.8', '7.9', '7.11', '7.57', '7.60']);

/** https://www.rfc-editor.org/rfc/rfc3463#section-3: the size of the message. */
const tooLarge = new Set(['2.3', '3.4']);

const replyOf = ({ status, headers, body }: OutboundResponse): SmtpReply => ({
  status,
  text: body,
  command: headers[REPLY_COMMAND] ?? '',
  isAfterMessage: headers[REPLY_STAGE] === 'message',
});

/**
 * What a refusal for good concerns: before the message sender and recipients, which are the same for every alert. After
 * the message its size and its content are known to be its own; a policy (5.7.x: spam, reputation, DMARC) may refuse
 * every mail alike.
 */
function judgePermanent(reply: SmtpReply): Outcome {
  const { status, text, isAfterMessage } = reply;
  const reason = smtpReason(reply);
  const detail = detailOf(text);
  if (tooLarge.has(detail) || (status === 552 && detail === '')) return rejected('message_too_large');
  if (detail === '2.2') return retry(reason);
  if (refusing.has(status) || refusingDetails.has(detail) || !isAfterMessage) return refused(reason);
  return isOfContent(text) ? rejected(reason) : retry(reason);
}

/** The verdict on a mail server's reply (RFC 5321 §4.2, RFC 3463); on anything else the one that fits its HTTP status. */
export function judgeReply(response: OutboundResponse): Outcome {
  const { status, headers } = response;
  if (headers[REPLY_STAGE] === undefined) return judgeWithoutWord(response);
  if (isSuccess(response)) return delivered(headers[MESSAGE_ID]);
  const reply = replyOf(response);
  if (status < 500) return retry(smtpReason(reply), status === 454 ? 60 : undefined);
  return judgePermanent(reply);
}
