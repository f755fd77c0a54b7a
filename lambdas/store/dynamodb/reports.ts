import {
  isReportDue,
  REPORT_EXAMPLES,
  REPORT_INTERVAL_MS,
  REPORT_LEASE_MS,
  REPORT_WAIT_MS,
} from '../../engine/ports/limits.ts';
import {
  type Report,
  type ReportExample,
  type Reported,
  type ReportKey,
  type Reports,
  reportKinds,
} from '../../engine/ports/reports.ts';
import { packExample, readable, readExample } from '../rows.ts';
import type { Table } from './client.ts';
import { type Update, updateIf } from './conditional.ts';
import { readReport } from './items.ts';
import { expiresAt, REPORTS, reportKey } from './keys.ts';
import { type Item, queryRows } from './requests.ts';

const keyOf = ({ destination, kind }: ReportKey) => reportKey(destination, kind);

/** A set of texts; DynamoDB has no empty sets. */
const setOf = (examples: readonly ReportExample[]): Set<string> | undefined =>
  examples.length === 0 ? undefined : new Set(examples.map(packExample));

/** The row outlives its system alerts, so that none gets the id of an earlier one. */
const EXTRA_DAYS = 7;

/** The first of some deliveries waits for others. */
const waitingForMore = (dueMs: number): Update => ({
  condition: '(attribute_not_exists(#count) OR #count <= :none) AND (attribute_not_exists(#dueMs) OR #dueMs < :dueMs)',
  values: { ':none': 0 },
  set: { dueMs },
});

async function add(
  key: ReportKey,
  count: number,
  examples: readonly ReportExample[],
  nowMs: number,
  table: Table,
): Promise<void> {
  await updateIf(keyOf(key), waitingForMore(nowMs + REPORT_WAIT_MS), table);
  const set = { expiresAt: expiresAt(nowMs, table.retentionDays + EXTRA_DAYS) };
  const some = setOf(examples.slice(0, REPORT_EXAMPLES));
  const withExamples: Update = {
    condition: 'attribute_not_exists(#examples) OR size(#examples) < :most',
    values: { ':most': REPORT_EXAMPLES },
    set,
    add: { count, examples: some },
  };
  if (some !== undefined && (await updateIf(keyOf(key), withExamples, table)) !== undefined) return;
  await updateIf(keyOf(key), { set, add: { count } }, table);
}

async function take(key: ReportKey, nowMs: number, table: Table): Promise<Report | undefined> {
  const taking: Update = {
    condition: '#count > :none AND (attribute_not_exists(#dueMs) OR #dueMs <= :now OR #dueMs > :far)',
    values: { ':none': 0, ':now': nowMs, ':far': nowMs + REPORT_INTERVAL_MS },
    set: { dueMs: nowMs + REPORT_LEASE_MS },
    answers: 'ALL_NEW',
  };
  const item = await updateIf(keyOf(key), taking, table);
  if (item === undefined) return undefined;
  const { count = 0, sequence = 0, examples = new Set() } = readReport(item);
  return { count, sequence, examples: [...examples].map(readExample).slice(0, REPORT_EXAMPLES) };
}

async function release(key: ReportKey, reported: Reported, dueMs: number, table: Table): Promise<void> {
  const { count, sequence, examples } = reported;
  const releasing: Update = {
    condition: sequence === 0 ? 'attribute_not_exists(#sequence)' : '#sequence = :old',
    values: sequence === 0 ? {} : { ':old': sequence },
    set: { dueMs: Math.ceil(dueMs) },
    add: { count: -count, sequence: 1 },
    take: { examples: setOf(examples) },
  };
  await updateIf(keyOf(key), releasing, table);
}

function keyIn(item: Item, nowMs: number): ReportKey[] {
  const { sk, count = 0, dueMs = 0 } = readReport(item);
  const cut = sk.lastIndexOf('#');
  const kind = reportKinds.find((each) => each === sk.slice(cut + 1));
  return kind === undefined || count <= 0 || !isReportDue(dueMs, nowMs)
    ? []
    : [{ destination: sk.slice(0, cut), kind }];
}

/** What is still to be reported: a row for each destination and kind, few enough to be read at once. */
export const createReports = (table: Table): Reports => ({
  add: (key, count, examples, nowMs) => add(key, count, examples, nowMs, table),
  take: (key, nowMs) => take(key, nowMs, table),
  release: (key, reported, dueMs) => release(key, reported, dueMs, table),
  async due(nowMs) {
    const items = await queryRows({ condition: '#pk = :pk', values: { ':pk': REPORTS } }, table);
    return readable(items, (item) => keyIn(item, nowMs)).flat();
  },
});
