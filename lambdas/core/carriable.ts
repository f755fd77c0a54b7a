/**
 * A message's body as SQS takes it. Bodies are JSON, where every character may be written as an escape; SQS refuses these
 * two (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export const carriable = (body: string): string =>
  body.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
