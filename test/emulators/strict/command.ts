import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { marshal } from './marshal.ts';
import { refusalOf } from './requests.ts';

/** The operation of each command of the document client that has another name. */
const operations: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  BatchGetCommand: 'BatchGetItem',
  BatchWriteCommand: 'BatchWriteItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
};

type Input = Readonly<Record<string, unknown>>;

const attributeMaps = ['Item', 'Key', 'ExclusiveStartKey', 'ExpressionAttributeValues'];

/** The input of a command with its values as they are on the wire. */
function wired(input: Input): Input {
  const values = attributeMaps.flatMap((name) => {
    const given = input[name];
    return isFields(given) ? [[name, marshal(given)] as const] : [];
  });
  const { RequestItems: tables } = input;
  const requests = isFields(tables) ? { RequestItems: wiredTables(tables) } : {};
  return { ...input, ...Object.fromEntries(values), ...requests };
}

const wiredTables = (tables: Input): Input =>
  Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name,
      isFields(table) && Array.isArray(table['Keys'])
        ? { ...table, Keys: table['Keys'].filter(isFields).map(marshal) }
        : table,
    ]),
  );

/** Why DynamoDB would refuse a command of the document client; nothing when it would not. */
export function refusalOfCommand(command: object): string | undefined {
  const { input } = command as { readonly input?: unknown };
  const operation = operations[command.constructor.name];
  if (operation === undefined || !isFields(input)) throw new Error(`unknown command ${command.constructor.name}`);
  return refusalOf(operation, wired(input));
}
