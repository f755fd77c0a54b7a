import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

const unless = (isFine: boolean | undefined, what: string): string[] => (isFine === true ? [] : [what]);
const MESSAGE_MAX = 262_144;
const names = /^MessageAttributes\.entry\.([1-9]|10)\.(Name|Value\.DataType|Value\.StringValue)$/;
const fixed = ['Action', 'Version', 'TopicArn', 'Subject', 'Message', 'MessageGroupId', 'MessageDeduplicationId'];

function attributeProblems(fields: URLSearchParams): string[] {
  const texts = [...fields].filter(([name]) => names.test(name));
  return [
    ...unless(!texts.some(([, value]) => value === ''), 'an empty attribute'),
    ...texts
      .filter(([name, value]) => name.endsWith('.Name') && !/^[\w.-]{1,256}$/.test(value))
      .map(([, value]) => `the attribute ${value}`),
    ...unless(texts.length % 3 === 0 && texts.length <= 30, 'attributes'),
  ];
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function problems({ url, auth, headers, body = '' }: OutboundRequest): string[] {
  const fields = new URLSearchParams(body);
  const keys = [...fields.keys()];
  const subject = fields.get('Subject') ?? '';
  const message = fields.get('Message') ?? '';
  const isFifo = fields.get('TopicArn')?.endsWith('.fifo') === true;
  return [
    ...unless(url.startsWith('https://') && url.endsWith('/'), 'url'),
    ...unless(auth?.kind === 'aws' && auth.service === 'sns', 'auth'),
    ...unless(headers['content-type']?.startsWith('application/x-www-form-urlencoded'), 'content-type'),
    ...keys.filter((key) => !fixed.includes(key) && !names.test(key)).map((key) => `the field ${key}`),
    ...unless(new Set(keys).size === keys.length, 'a field twice'),
    ...unless(/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject), `the subject ${subject}`),
    ...unless(message !== '' && Buffer.byteLength(message) <= MESSAGE_MAX, 'the message'),
    ...unless(!/[\ufffe\uffff]|\p{Surrogate}/u.test(message), 'characters that XML forbids'),
    ...unless(isFifo === (fields.get('MessageGroupId') !== null), 'group'),
    ...unless(isFifo === /^[0-9a-f]{32}$/.test(fields.get('MessageDeduplicationId') ?? ''), 'deduplication'),
    ...attributeProblems(fields),
  ];
}
