import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { listenOnLoopback } from '../emulators/loopback.ts';
import { indexUnits, itemBytes, readUnits, storedBytes, type TypedItem, writeUnits } from './item-sizes.ts';

/** What a table was asked for, in the units that are billed. */
export interface TableUse {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly requests: Readonly<Record<string, number>>;
}

const TARGET = 'x-amz-target';
const writes: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const { indexes } = tableSchema;

type Answer = { readonly status: number; readonly body: string };
type Ask = (operation: string, body: string) => Promise<Answer>;

const fieldsIn = (body: string): Fields => {
  const value: unknown = JSON.parse(body);
  return isFields(value) ? value : {};
};
const itemsIn = (value: unknown): TypedItem[] => (Array.isArray(value) ? (value as TypedItem[]) : []);

async function itemAt(key: unknown, TableName: unknown, ask: Ask): Promise<TypedItem | undefined> {
  const { body } = await ask('GetItem', JSON.stringify({ TableName, Key: key, ConsistentRead: true }));
  return fieldsIn(body)['Item'] as TypedItem | undefined;
}

function keyIn({ Key: key, Item: item }: Fields): unknown {
  return key ?? (isFields(item) ? { pk: item['pk'], sk: item['sk'] } : {});
}

/** Does one write, and answers what it costs, also when its condition does not hold. */
async function meteredWrite(operation: string, body: string, ask: Ask): Promise<readonly [Answer, number]> {
  const request = fieldsIn(body);
  const before = await itemAt(keyIn(request), request['TableName'], ask);
  const answer = await ask(operation, body);
  const after = await itemAt(keyIn(request), request['TableName'], ask);
  return [answer, writeUnits(before, after) + indexUnits(before, after, indexes)];
}

/** Read units of one row, whatever is projected of it. */
async function unitsOfRow(key: unknown, table: unknown, isConsistent: unknown, ask: Ask): Promise<number> {
  return readUnits(itemBytes(await itemAt(key, table, ask)), isConsistent === true);
}

async function unitsOfRows(requestItems: unknown, ask: Ask): Promise<number> {
  let units = 0;
  for (const [name, wanted] of Object.entries(isFields(requestItems) ? requestItems : {}))
    for (const key of isFields(wanted) ? itemsIn(wanted['Keys']) : [])
      units += await unitsOfRow(key, name, isFields(wanted) && wanted['ConsistentRead'], ask);
  return units;
}

/** Read units of a request that was answered. */
async function unitsOfRead(operation: string, request: Fields, answered: Fields, ask: Ask): Promise<number> {
  const { TableName: table, Key: key, ConsistentRead: isConsistent, RequestItems: requestItems } = request;
  if (operation === 'GetItem') return unitsOfRow(key, table, isConsistent, ask);
  if (operation === 'BatchGetItem') return unitsOfRows(requestItems, ask);
  if (operation !== 'Query') return 0;
  const bytes = itemsIn(answered['Items']).reduce((n, item) => n + itemBytes(item), 0);
  return readUnits(bytes, isConsistent === true);
}

/** Writes of one item happen one after the other, so that each is measured against what it found. */
function inTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const next = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, next);
    return next;
  };
}

const forwarded = ({ authorization = '', 'x-amz-date': date = '' }: IncomingHttpHeaders): Record<string, string> => ({
  authorization,
  'x-amz-date': String(date),
  'content-type': 'application/x-amz-json-1.0',
});

/** A table behind a meter, on loopback. */
export async function startTableMeter(url: string) {
  let use = { writeUnits: 0, readUnits: 0, requests: {} as Record<string, number> };
  const inTurn = inTurns();
  const ask =
    (headers: Record<string, string>): Ask =>
    async (operation, body) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, [TARGET]: `DynamoDB_20120810.${operation}` },
        body,
      });
      return { status: response.status, body: await response.text() };
    };
  const metered = async (operation: string, body: string, through: Ask): Promise<Answer> => {
    use.requests[operation] = (use.requests[operation] ?? 0) + 1;
    if (writes.has(operation)) {
      const key = JSON.stringify(keyIn(fieldsIn(body)));
      const [answer, units] = await inTurn(key, () => meteredWrite(operation, body, through));
      use.writeUnits += units;
      return answer;
    }
    const answer = await through(operation, body);
    if (answer.status === 200)
      use.readUnits += await unitsOfRead(operation, fieldsIn(body), fieldsIn(answer.body), through);
    return answer;
  };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers[TARGET]).split('.').at(-1) ?? '';
    const { status, body } = await metered(operation, await text(request), ask(forwarded(request.headers)));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  });
  const listening = await listenOnLoopback(server);
  return {
    ...listening,
    /** What was used since it was asked last. */
    use(): TableUse {
      const used = use;
      use = { writeUnits: 0, readUnits: 0, requests: {} };
      return used;
    },
    /** What all items of the table take. */
    async stored(TableName: string): Promise<number> {
      const headers = {
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-date': '20260101T000000Z',
        'content-type': 'application/x-amz-json-1.0',
      };
      let bytes = 0;
      let ExclusiveStartKey: unknown;
      do {
        const { body } = await ask(headers)('Scan', JSON.stringify({ TableName, ExclusiveStartKey }));
        const page = fieldsIn(body);
        for (const item of itemsIn(page['Items'])) bytes += storedBytes(item, indexes);
        ExclusiveStartKey = page['LastEvaluatedKey'];
      } while (ExclusiveStartKey !== undefined);
      return bytes;
    },
  };
}
