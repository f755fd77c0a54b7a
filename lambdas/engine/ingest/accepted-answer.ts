import { type Answer, jsonAnswer } from '../../domain/problem-details.ts';

const REQUEST_ID = 'x-amz-firehose-request-id';

/**
 * The answer to an accepted webhook. Amazon Data Firehose takes any answer but 200 with the id of its own request and a
 * time in milliseconds for a failure, and sends the same again
 * (https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html).
 */
export function acceptedAnswer(
  headers: Readonly<Record<string, string>>,
  {
    webhookId,
    receivedAt,
    status,
  }: { readonly webhookId: string; readonly receivedAt: string; readonly status: number },
): Answer {
  const requestId = Object.hasOwn(headers, REQUEST_ID) ? (headers[REQUEST_ID] ?? '') : '';
  return /^[\w-]{1,128}$/.test(requestId)
    ? jsonAnswer(200, { requestId, timestamp: Date.parse(receivedAt) })
    : jsonAnswer(status, { webhookId, status: 'accepted' });
}
