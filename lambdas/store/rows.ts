import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import { answerChannels, answerStates, type ProblemState } from '../domain/acknowledgement.ts';
import { type AttemptRecord, type CarriedAlert, type DeliveryStatus, deliveryStatuses } from '../domain/delivery.ts';
import { type GroupMember, packMember, unpackMember } from '../domain/group.ts';
import type { Receipt } from '../domain/outcome.ts';
import { ReplayJob } from '../domain/replay-job.ts';
import type { Silence } from '../domain/silence.ts';
import { SilenceRepeats } from '../domain/silence-request.ts';
import { defined } from '../domain/values/json-fields.ts';
import type { StoredWebhook } from '../domain/webhook.ts';
import type { Inhibitor } from '../engine/ports/inhibitors.ts';
import type { ReportExample } from '../engine/ports/reports.ts';
import type { RouteProgress } from '../engine/ports/webhooks.ts';
import { knownVersions, UnknownRow } from './unknown-row.ts';

/** What columns and attributes hold as JSON text, for every store: how it is written, and read without being trusted. */

type Issue = z.core.$ZodIssue | undefined;

const damaged = (what: string, issue: Issue): Error =>
  new Error(
    `stored ${what}: ${issue?.path.join('.')}: ${issue?.message}; it was written by another version or is damaged`,
  );

/** A row as its schema has it; one of another version is an `UnknownRow`. */
export function readRow<T>(schema: z.ZodMiniType<T>, row: Readonly<Record<string, unknown>>, what: string): T {
  if (!knownVersions.has(row['v'])) throw new UnknownRow(what, row['v']);
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw damaged(what, parsed.error.issues[0]);
}

/** What can be read of some rows, where those of another release may be left out. */
export function readable<Row, T>(rows: readonly Row[], readOne: (row: Row) => T): T[] {
  return rows.flatMap((row) => {
    try {
      return [readOne(row)];
    } catch (error) {
      if (error instanceof UnknownRow) return [];
      throw error;
    }
  });
}

function read<T>(schema: z.ZodMiniType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`stored ${what}: found no JSON; the stored data is damaged, restore a backup`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(what, parsed.error.issues[0]);
}

const Texts = z.array(z.string());
const Numbers = z.array(z.number());
const HeaderTexts = z.record(z.string(), z.string());
const Target = z.record(z.string(), z.unknown());
const Attempts = z.array(
  z.object({
    at: z.string(),
    outcome: z.enum(['delivered', 'retry', 'rejected', 'unknown']),
    httpStatus: z.optional(z.number()),
    reason: z.optional(z.string()),
    response: z.optional(z.string()),
    target: z.optional(Target),
    durationMs: z.number(),
  }),
);
const ReceiptRow = z.object({ id: z.string(), url: z.optional(z.string()), target: z.optional(Target) });
const MemberRow = z.array(z.string()).check(z.minLength(6));
const RangeRow = z.object({ from: z.number(), to: z.number() });
const ranges = z.optional(z.array(RangeRow));
const IntervalRow = z.object({
  times: ranges,
  weekdays: ranges,
  daysOfMonth: ranges,
  months: ranges,
  years: ranges,
  location: z.string(),
});
const SilenceRow = z.object({
  v: z.literal(2),
  match: z.record(z.string(), z.unknown()),
  matchers: z.optional(z.array(z.string())),
  repeats: z.optional(SilenceRepeats),
  within: z.optional(z.array(IntervalRow)),
  from: z.string(),
  until: z.string(),
  author: z.string(),
  reason: z.string(),
  createdAt: z.string(),
});
const ProblemRow = z.object({
  v: z.literal(2),
  fingerprint: z.string(),
  version: z.number(),
  state: z.enum(['open', ...answerStates]),
  answers: z.array(
    z.object({
      state: z.enum(answerStates),
      author: z.string(),
      at: z.string(),
      via: z.enum(answerChannels),
      note: z.optional(z.string()),
      origin: z.optional(z.string()),
    }),
  ),
  rank: z.number(),
  endedAt: z.optional(z.string()),
  pending: z.array(z.string()),
});
const Progress = z.object({ alerts: z.number(), digest: z.string(), isDuplicate: z.boolean() });
export const WebhookBody = z.object({
  v: z.literal(2),
  gzip: z.boolean(),
  text: z.optional(z.string()),
  base64: z.optional(z.string()),
  key: z.optional(z.string()),
  headers: z.optional(HeaderTexts),
});

const Carried = z.array(z.object({ alertId: z.string(), hour: z.string() }));
/** The members that a digest or summary carries. */
export const readCarried = (text: string): readonly CarriedAlert[] => read(Carried, text, 'members');
/** A list of names: planned destinations, the alerts of a batch. */
export const readTexts = (text: string): string[] => read(Texts, text, 'names');
export const readNumbers = (text: string): number[] => read(Numbers, text, 'times');
export const readHeaders = (text: string): Readonly<Record<string, string>> => read(HeaderTexts, text, 'headers');
/** Most deliveries have no attempts, or their first. */
export const readAttempts = (text: string): readonly AttemptRecord[] =>
  text === '[]' ? [] : read(Attempts, text, 'attempts').map(defined);
export const readReceipt = (text: string): Receipt => defined(read(ReceiptRow, text, 'receipt'));

export const packExample = ({ deliveryId, reason, title }: ReportExample): string =>
  JSON.stringify([deliveryId, reason, title]);
export function readExample(text: string): ReportExample {
  const [deliveryId = '', reason = '', title = ''] = read(Texts, text, 'report');
  return { deliveryId, reason, title };
}

/** Written by `packMember`. */
export function readMember(text: string): GroupMember {
  read(MemberRow, text, 'group member');
  return unpackMember(text);
}

/** The problems that a group goes on with, as one text. */
export const packRoster = (roster: readonly GroupMember[]): string => JSON.stringify(roster.map(packMember));
export const readRoster = (text: string | undefined): readonly GroupMember[] =>
  text === undefined ? [] : readTexts(text).map(readMember);

export const packInhibitor = ({ fingerprint, alertId, isBoth }: Inhibitor): string =>
  JSON.stringify([fingerprint, alertId, isBoth ? 'both' : '']);
export function readInhibitor(text: string): Inhibitor {
  const [fingerprint = '', alertId = '', both = ''] = read(Texts, text, 'inhibitor');
  return { fingerprint, alertId, isBoth: both !== '' };
}

type SilenceDoc = Omit<Silence, 'id' | 'count' | 'ended' | 'announced'>;

export const packSilence = (silence: SilenceDoc): string => {
  const { match, matchers, repeats, within, from, until, author, reason, createdAt } = silence;
  return JSON.stringify({ v: 2, match, matchers, repeats, within, from, until, author, reason, createdAt });
};
export function readSilence(text: string): SilenceDoc {
  const { v: _, within, ...silence } = read(SilenceRow, text, 'silence');
  return defined({ ...silence, within: within?.map(defined) });
}

export const packReplayJob = (job: ReplayJob): string => JSON.stringify(job);
export const readReplayJob = (text: string): ReplayJob => read(ReplayJob, text, 'replay job');

export const packProblem = (problem: ProblemState): string => JSON.stringify({ v: 2, ...problem });
export function readProblem(text: string): ProblemState {
  const { v: _, answers, ...problem } = read(ProblemRow, text, 'problem');
  return defined({ ...problem, answers: answers.map(defined) });
}

export const packProgress = (progress: RouteProgress): string => JSON.stringify(progress);
export const readProgress = (text: string): RouteProgress => read(Progress, text, 'progress of a webhook');

type StoredBody = z.infer<typeof WebhookBody>;

/** Bytes as JSON holds them; as text they compress with what was read from them. */
const packBytes = (bytes: Uint8Array): Pick<StoredBody, 'text' | 'base64'> =>
  isUtf8(bytes)
    ? { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') }
    : { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };

/** The body of a kept webhook as JSON. */
export const packWebhook = (webhook: StoredWebhook): StoredBody =>
  defined({
    v: 2 as const,
    gzip: webhook.gzip,
    ...(webhook.in === 'message' ? packBytes(webhook.bytes) : { key: webhook.key }),
    headers: webhook.headers === undefined ? undefined : { ...webhook.headers },
  });
export function unpackWebhook({ gzip, text, base64 = '', key, headers }: StoredBody): StoredWebhook {
  const common = headers === undefined ? { gzip } : { gzip, headers };
  if (key !== undefined) return { in: 'blob', key, ...common };
  return { in: 'message', bytes: text === undefined ? Buffer.from(base64, 'base64') : Buffer.from(text), ...common };
}

/** A delivery state as it is stored; what is none counts as `queued`, so that it is looked at again. */
export const readStatus = (text: string | undefined): DeliveryStatus =>
  deliveryStatuses.find((status) => status === text) ?? 'queued';
