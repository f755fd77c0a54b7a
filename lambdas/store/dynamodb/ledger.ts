import { BatchGetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { add, type Counts, ledgerNames } from '../../core/ledger.ts';
import type { HourlyCounters } from '../../engine/ports/ledger.ts';
import type { Table } from './client.ts';
import { ledgerKey, shards } from './keys.ts';
import { numberOf } from './values.ts';

/** Adds numbers to an hour's counters; `shard` spreads the writes of many workers. */
async function increment(hour: string, counts: Counts, shard: number, nowMs: number, table: Table): Promise<void> {
  const names = ledgerNames.filter((name) => (counts[name] ?? 0) !== 0);
  const adds = names.map((name) => `#${name} :${name}`);
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: ledgerKey(shard, hour),
      UpdateExpression: `ADD ${[...adds, '#version :one'].join(', ')} SET #touchedMs = :now`,
      ExpressionAttributeNames: Object.fromEntries(
        [...names, 'version', 'touchedMs'].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, counts[name]])),
        ':one': 1,
        ':now': nowMs,
      },
    }),
  );
}

const countersOf = (item: Readonly<Record<string, unknown>>): HourlyCounters => ({
  hour: String(item['sk']),
  counts: Object.fromEntries(ledgerNames.map((name) => [name, numberOf(item[name])])),
  version: numberOf(item['version']),
  touchedMs: numberOf(item['touchedMs']),
  verifiedVersion: numberOf(item['verifiedVersion']),
  verifiedMs: numberOf(item['verifiedMs']),
});

async function shardCounters(shard: number, table: Table): Promise<HourlyCounters[]> {
  const parts: HourlyCounters[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': ledgerKey(shard, '').pk },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    parts.push(...(answer.Items ?? []).map(countersOf));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return parts;
}

const merged = (hour: string, parts: readonly HourlyCounters[]): HourlyCounters => ({
  hour,
  counts: add(...parts.map(({ counts }) => counts)),
  version: parts.reduce((n, { version }) => n + version, 0),
  touchedMs: Math.max(0, ...parts.map(({ touchedMs }) => touchedMs)),
  verifiedVersion: Math.max(0, ...parts.map(({ verifiedVersion }) => verifiedVersion)),
  verifiedMs: Math.max(0, ...parts.map(({ verifiedMs }) => verifiedMs)),
});

/** Notes that an hour's counters agreed with the rows at this version. */
export async function markVerified(hour: string, version: number, nowMs: number, table: Table): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: ledgerKey(0, hour),
      UpdateExpression: 'SET verifiedVersion = :version, verifiedMs = :now',
      ExpressionAttributeValues: { ':version': version, ':now': nowMs },
    }),
  );
}

/** One hour's counters; all zero when nothing was counted. */
export async function readHour(hour: string, table: Table): Promise<HourlyCounters> {
  const Keys = shards.map((shard) => ledgerKey(shard, hour));
  const { Responses = {} } = await table.client.send(
    new BatchGetCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: true } } }),
  );
  return merged(hour, (Responses[table.name] ?? []).map(countersOf));
}

/** All counters of the ledger, one an hour, oldest first. */
export async function readLedger(table: Table): Promise<HourlyCounters[]> {
  const all = (await Promise.all(shards.map((shard) => shardCounters(shard, table)))).flat();
  const byHour = Map.groupBy(all, ({ hour }) => hour);
  return [...byHour].map(([hour, parts]) => merged(hour, parts)).sort((a, b) => (a.hour < b.hour ? -1 : 1));
}

/** An `increment` for one worker, which stays on one shard so that its own writes do not meet others'. */
export function createCounters(table: Table): (hour: string, counts: Counts) => Promise<void> {
  const shard = Math.floor(Math.random() * shards.length);
  return (hour, counts) => increment(hour, counts, shard, Date.now(), table);
}
