/**
 * A message's body as SQS takes it. Bodies are JSON, where every character may be written as an escape; SQS takes neither
 * U+FFFE and U+FFFF nor halves of surrogate pairs, and all that lies beyond them
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export const carriable = (body: string): string =>
  body.replace(/[\ufffe\uffff]|\p{Surrogate}/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
