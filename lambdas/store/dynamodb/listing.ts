import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryStatus } from '../../core/delivery.ts';
import { type AlertPage, type AlertQuery, type AlertSummary, WrongCursor } from '../../core/listing.ts';
import type { Table } from './client.ts';
import { statusesOf } from './delivery-states.ts';
import { BY_TIME, shards, timePartition } from './keys.ts';
import { plannedIn } from './planned.ts';

const PAGE = 50;
/** Rows that one request looks through for a rare filter before it hands back a cursor. */
const MAX_SCANNED = 2_000;

type Item = Readonly<Record<string, unknown>>;

const sortKey = (item: Item): string => String(item['timeSk']);
const text = (item: Item, name: string): string => String(item[name] ?? '');

async function shardPage(partition: string, from: string, before: string, table: Table): Promise<Item[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: BY_TIME,
      KeyConditionExpression: 'timePk = :pk AND timeSk BETWEEN :from AND :before',
      ExpressionAttributeValues: { ':pk': partition, ':from': from, ':before': before },
      ScanIndexForward: false,
      Limit: PAGE,
    }),
  );
  return Items;
}

/** Up to a page of one month's alerts, newest first, that sort before `before`. */
async function monthPage(month: string, from: string, before: string, table: Table): Promise<Item[]> {
  const pages = await Promise.all(
    shards.map((shard) => shardPage(timePartition('ALERT', month, shard), from, before, table)),
  );
  // BETWEEN includes its upper end, which is the last alert of the page before.
  const newest = pages.flat().filter((item) => sortKey(item) < before);
  return newest.sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1)).slice(0, PAGE);
}

const countOf = (all: readonly DeliveryStatus[]): AlertSummary['deliveries'] =>
  Object.fromEntries([...Map.groupBy(all, (status) => status)].map(([status, same]) => [status, same.length]));

const summaryOf = (item: Item, all: readonly DeliveryStatus[]): AlertSummary => ({
  id: text(item, 'alertId'),
  source: text(item, 'source'),
  title: text(item, 'title'),
  severity: text(item, 'severity'),
  state: text(item, 'state'),
  occurredAt: text(item, 'occurredAt'),
  receivedAt: text(item, 'receivedAt'),
  deliveries: countOf(all),
});

const monthBefore = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
};

/** Below every sort key: DynamoDB takes no empty text as a bound. */
const OLDEST = '0';
/** Above every sort key. */
const TOP = '\uffff';

interface Position {
  readonly month: string;
  readonly before: string;
}

const sortKeyForm = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#\S+$/;

/** A sort key as a text that a URL may hold. */
const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

function startOf(cursor: string | undefined, nowMs: number): Position {
  if (cursor === undefined) return { month: new Date(nowMs + 60_000).toISOString().slice(0, 7), before: TOP };
  const before = Buffer.from(cursor, 'base64url').toString();
  if (!sortKeyForm.test(before)) throw new WrongCursor(cursor);
  return { month: before.slice(0, 7), before };
}

/** Partitions are months; nothing older than the retention is looked for. */
const oldestMonth = (month: string, from: string, retentionDays: number): string => {
  const limit = Array.from({ length: Math.ceil(retentionDays / 28) + 1 }).reduce<string>(monthBefore, month);
  return from > limit ? from.slice(0, 7) : limit;
};

/** Where to look on: further down the month when its page was full, else in the month before. */
function nextOf({ month }: Position, items: readonly Item[]): Position {
  const last = items.length === PAGE ? items.at(-1) : undefined;
  return last === undefined ? { month: monthBefore(month), before: TOP } : { month, before: sortKey(last) };
}

/** Alert rows, newest first, page by page, month by month. */
async function* pagesFrom(start: Position, from: string, table: Table): AsyncGenerator<Item[]> {
  const oldest = oldestMonth(start.month, from, table.retentionDays);
  for (let position = start; position.month >= oldest; ) {
    const items = await monthPage(position.month, from, position.before, table);
    if (items.length > 0) yield items;
    position = nextOf(position, items);
  }
}

const fits = (item: Item, { source, severity }: AlertQuery): boolean =>
  (source === undefined || item['source'] === source) && (severity === undefined || item['severity'] === severity);

interface Found {
  readonly at: string;
  readonly summary: AlertSummary;
}

async function summaries(items: readonly Item[], query: AlertQuery, table: Table): Promise<Found[]> {
  const wanted = items.filter((item) => fits(item, query));
  const states = await statusesOf(wanted.map(plannedIn), table);
  const all = wanted.map((item) => ({
    at: sortKey(item),
    summary: summaryOf(item, states.get(text(item, 'alertId')) ?? []),
  }));
  const { status } = query;
  return status === undefined ? all : all.filter(({ summary }) => (summary.deliveries[status] ?? 0) > 0);
}

const pageOf = (found: readonly Found[], last?: string): AlertPage => ({
  alerts: found.map(({ summary }) => summary),
  ...(last === undefined ? {} : { cursor: cursorOf(last) }),
});

/** Recent alerts, newest first. `cursor` is the sort key of the last one that was looked at. */
export async function listAlerts(query: AlertQuery, nowMs: number, table: Table): Promise<AlertPage> {
  const found: Found[] = [];
  let scanned = 0;
  for await (const items of pagesFrom(startOf(query.cursor, nowMs), query.since ?? OLDEST, table)) {
    found.push(...(await summaries(items, query, table)));
    scanned += items.length;
    if (found.length >= PAGE) return pageOf(found.slice(0, PAGE), found[PAGE - 1]?.at);
    const last = items.at(-1);
    if (last !== undefined && scanned >= MAX_SCANNED) return pageOf(found, sortKey(last));
  }
  return pageOf(found);
}
