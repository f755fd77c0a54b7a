import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import type { MemoryTable } from './memory-table.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A table that takes so many write units a second, behind a client that tries as the SDK does. */
export interface ThrottlingProps {
  readonly rows: MemoryTable;
  readonly unitsPerSecond: number;
  readonly clock: Pick<VirtualClock, 'now' | 'sleep'>;
  random(): number;
  /** Called for each try that was refused. */
  onThrottled(): void;
}

export interface ThrottlingTable extends MemoryTable {
  /** What was asked for so far: writes at the same time at most, write units, tries that were refused. */
  readonly seen: { readonly most: number; readonly units: number; readonly refused: number };
}

const LATENCY_MS = 5;
const TRIES = 4;
/** The SDK's first backoff after a throttled try, at most
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). */
const BACKOFF_MS = 500;

class Throttled extends Error {
  override readonly name = 'ThrottlingException';
}

const sizeOf = (value: unknown): number => {
  if (value instanceof Uint8Array || typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.reduce((n: number, each) => n + sizeOf(each), 0) : 8;
};

const partitionKeys = tableSchema.indexes.map(({ partitionKey }) => partitionKey);

/** A unit for each kilobyte of the row, and one for each index that it stands in. */
function unitsOf(item: Readonly<Record<string, unknown>>): number {
  const bytes = Object.entries(item).reduce((n, [name, value]) => n + name.length + sizeOf(value), 0);
  return Math.ceil(bytes / 1024) + partitionKeys.filter((key) => item[key] !== undefined).length;
}

function writtenBy(command: unknown): Readonly<Record<string, unknown>> | undefined {
  if (command instanceof PutCommand) return command.input.Item;
  if (!(command instanceof UpdateCommand)) return undefined;
  const { ExpressionAttributeValues: values = {} } = command.input;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.slice(1), value]));
}

export function throttlingTable(props: ThrottlingProps): ThrottlingTable {
  const { rows, unitsPerSecond, clock, random, onThrottled } = props;
  const seen = { most: 0, units: 0, refused: 0 };
  let [left, leftAtMs, atOnce] = [unitsPerSecond, clock.now(), 0];

  function take(units: number): boolean {
    left = Math.min(unitsPerSecond, left + ((clock.now() - leftAtMs) / 1000) * unitsPerSecond);
    leftAtMs = clock.now();
    if (left < units) return false;
    left -= units;
    seen.units += units;
    return true;
  }
  async function write(command: unknown, units: number): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      await clock.sleep(LATENCY_MS);
      // A write whose condition fails costs as much.
      if (take(units)) return rows.send(command);
      seen.refused += 1;
      onThrottled();
      if (tries === TRIES) throw new Throttled('Throughput exceeds the current capacity of your table');
      await clock.sleep(random() * BACKOFF_MS * 2 ** tries);
    }
  }
  return {
    ...rows,
    seen,
    async send(command) {
      const item = writtenBy(command);
      if (item === undefined) return rows.send(command);
      atOnce += 1;
      seen.most = Math.max(seen.most, atOnce);
      return write(command, unitsOf(item)).finally(() => {
        atOnce -= 1;
      });
    },
  };
}
