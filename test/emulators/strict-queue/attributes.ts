import { isFields } from '../../../lambdas/domain/values/json-fields.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const MOST = 10;
const NAME = /^[\w.-]{1,256}$/;
const RESERVED = /^(?:aws|amazon)\./i;
const TYPE = /^(?:String|Number|Binary)(?:\..{1,249})?$/;
const NUMBER = /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;

const isName = (name: string): boolean =>
  NAME.test(name) && !RESERVED.test(name) && !name.startsWith('.') && !name.endsWith('.') && !name.includes('..');

function wrongValue({ DataType, StringValue, BinaryValue }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof DataType !== 'string' || !TYPE.test(DataType)) return `the type ${JSON.stringify(DataType)}`;
  const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
  if (typeof value !== 'string' || value === '') return `no value of the type ${DataType}`;
  return DataType.startsWith('Number') && !NUMBER.test(value) ? `the number ${JSON.stringify(value)}` : undefined;
}

/** Why SQS refuses the attributes of a message. */
export function wrongAttributes(given: unknown): string | undefined {
  const attributes = isFields(given) ? Object.entries(given) : [];
  if (attributes.length > MOST) return `InvalidParameterValue: ${attributes.length} attributes, allowed: ${MOST}`;
  for (const [name, value] of attributes) {
    if (!isName(name)) return `InvalidParameterValue: an attribute is called ${JSON.stringify(name)}`;
    const wrong = isFields(value) ? wrongValue(value) : 'no value';
    if (wrong !== undefined) return `InvalidParameterValue: the attribute ${name} has ${wrong}`;
  }
  return undefined;
}
