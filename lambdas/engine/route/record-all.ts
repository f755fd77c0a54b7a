import { add, type Counts, hourOf } from '../../domain/counters.ts';
import { readTraceparent } from '../../domain/trace-context.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import type { RouteProgress } from '../ports/webhooks.ts';
import { countAlerts, type RecordedAlerts } from './count.ts';
import { seenAlerts } from './progress.ts';
import type { Recognised } from './read.ts';
import type { ReadAlert } from './read-alert.ts';
import { CHUNK, type Common, type Handled, type Job, recordChunk } from './record.ts';

/** Alerts after which they are counted and the progress of their webhook is kept. */
const PART = 20 * CHUNK;

type Found = Extract<Recognised, { kind: 'alerts' }>;

/** All alerts are recorded and their messages sent, or the first ones, because the time was over. */
export type RecordedAll =
  | (RecordedAlerts & { readonly kind: 'done'; readonly counted: Counts; readonly hasProgress: boolean })
  | { readonly kind: 'stopped'; readonly alerts: number; readonly of: number; readonly counted: Counts };

const chunkOf = ({ detections, normalize }: Found, at: number, pause: Pause) =>
  inTurns(detections.slice(at, at + CHUNK), normalize, pause);

/** The trace that the sender began, when it is a valid one. */
const traceIn = ({ headers }: WebhookMessage): string | undefined =>
  readTraceparent(headers['traceparent']) === undefined ? undefined : headers['traceparent'];

const nothing: RouteProgress = { alerts: 0, digest: '', isDuplicate: true };

/** How far an earlier attempt came, if it parsed these alerts. A webhook of one chunk is not worth the read. */
async function progressOf(found: Found, { message, ports, pause }: Job) {
  const { webhookId, isReplay = false } = message;
  const isLong = found.detections.length > CHUNK;
  const saved = isLong ? await ports.webhooks.loadProgress(webhookId) : undefined;
  const seen = seenAlerts(isReplay);
  for (let at = 0; at < Math.min(saved?.alerts ?? 0, found.detections.length); at += CHUNK)
    seen.add(await chunkOf(found, at, pause));
  if (saved !== undefined && seen.digest() === saved.digest) return { progress: saved, seen, isSaved: true };
  if (saved !== undefined) ports.log('webhook.progress_discarded', { webhookId, alerts: saved.alerts });
  return { progress: nothing, seen: seenAlerts(isReplay), isSaved: saved !== undefined };
}

/** Notes what is done of a webhook, and keeps it for the next attempt. */
async function trackProgress(found: Found, job: Job) {
  const { message, ports } = job;
  const { progress, seen, isSaved } = await progressOf(found, job);
  let { alerts, isDuplicate } = progress;
  let [uncounted, counted, hasProgress]: [Handled[], Counts, boolean] = [[], {}, isSaved];
  let savedAlerts = alerts;
  return {
    done: () => ({ alerts, uncounted, isDuplicate, counted, hasProgress }),
    count(handled: readonly Handled[]): void {
      uncounted.push(...handled);
    },
    complete(chunk: readonly ReadAlert[], handled: readonly Handled[]): void {
      seen.add(chunk);
      alerts += chunk.length;
      isDuplicate &&= handled.every(({ recorded }) => recorded.kind === 'repeat');
    },
    /** What is counted here and not kept is found as recorded by the next attempt, and not counted again. */
    async save(): Promise<void> {
      const part = uncounted;
      uncounted = [];
      counted = add(counted, await countAlerts(part, message, ports));
      if (alerts === savedAlerts) return;
      savedAlerts = alerts;
      await ports.webhooks.saveProgress(message.webhookId, { alerts, digest: seen.digest(), isDuplicate });
      hasProgress = true;
    },
  };
}

type Tracked = Awaited<ReturnType<typeof trackProgress>>;

/** Records chunk by chunk; `false` when the time was over before the last one. */
async function recordChunks(found: Found, tracked: Tracked, job: Job, common: Common): Promise<boolean> {
  const { ports, deadline, pause } = job;
  const { length } = found.detections;
  const silences = await ports.activeSilences();
  for (let at = tracked.done().alerts; at < length; at += CHUNK) {
    if (deadline.remainingMs() <= 0) return false;
    const chunk = await chunkOf(found, at, pause);
    await ports.paceWrites(chunk.length);
    const { handled, isComplete } = await recordChunk(chunk, at / CHUNK, { ...job, common, silences });
    tracked.count(handled);
    if (!isComplete) return false;
    tracked.complete(chunk, handled);
    if (tracked.done().uncounted.length >= PART && at + CHUNK < length) await tracked.save();
  }
  return true;
}

/**
 * Records the alerts of a webhook and sends their messages, chunk by chunk: at most one chunk of normalized alerts is in
 * memory. It stops between alerts when its time is over. What is done then, or when a store fails, is kept, so that the
 * next attempt goes on from there.
 */
export async function recordAll(found: Found, job: Job): Promise<RecordedAll> {
  const { message, ports } = job;
  const { length } = found.detections;
  const tracked = await trackProgress(found, job);
  // The report of a heartbeat was not accepted from a sender, so its alert is not the record of a webhook.
  const alone = length === 1 && message.silent === undefined;
  const common: Common = {
    webhookId: message.webhookId,
    hour: hourOf(message.receivedAt),
    alone,
    ...defined({ trace: traceIn(message) }),
    ...(alone ? defined({ body: await ports.webhooks.keep(message) }) : {}),
  };
  try {
    if (await recordChunks(found, tracked, job, common)) return { kind: 'done', ...tracked.done() };
    await tracked.save();
    return { kind: 'stopped', ...tracked.done(), of: length };
  } catch (error) {
    await tracked.save().catch(() => undefined);
    throw error;
  }
}
