import type { Silent } from '../../domain/heartbeat.ts';
import type { Queues, Stores } from '../ports/index.ts';

/** A source that is configured to send at least so often (`expectEvery`). */
export interface Expected {
  readonly source: string;
  readonly everySeconds: number;
}

export interface HeartbeatPorts extends Pick<Stores, 'heartbeats'>, Pick<Queues, 'webhookQueue'> {
  readonly expected: readonly Expected[];
  newId(): string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Sends a gap, or its end, as a webhook, so that routes decide who is notified. */
const report = (
  source: string,
  silent: Silent,
  nowMs: number,
  { webhookQueue, newId }: HeartbeatPorts,
): Promise<void> =>
  webhookQueue.send([
    {
      v: 2,
      webhookId: `silent-${newId()}`,
      source,
      receivedAt: iso(nowMs),
      headers: {},
      body: { in: 'message', gzip: false, bytes: new Uint8Array() },
      silent,
    },
  ]);

async function watchOne({ source, everySeconds }: Expected, nowMs: number, ports: HeartbeatPorts): Promise<void> {
  const { heartbeats } = ports;
  const heartbeat = await heartbeats.read(source);
  // Its interval begins now.
  if (heartbeat === undefined) return heartbeats.markSeen(source, nowMs);
  const { lastSeenMs, reportedMs } = heartbeat;
  if (reportedMs !== undefined && reportedMs < lastSeenMs) {
    const gap = { since: iso(reportedMs), until: iso(lastSeenMs), everySeconds, isOver: true };
    await report(source, gap, nowMs, ports);
    await heartbeats.markReported(source, undefined);
  }
  if (nowMs - lastSeenMs <= everySeconds * 1000 || reportedMs === lastSeenMs) return;
  // Reported before it is noted: a report that is repeated is the same alert, one that is only noted would be lost.
  await report(source, { since: iso(lastSeenMs), until: iso(nowMs), everySeconds, isOver: false }, nowMs, ports);
  await heartbeats.markReported(source, lastSeenMs);
}

/** Reports each gap of a source that is expected to send once, and its end once. */
export async function watchSources(nowMs: number, ports: HeartbeatPorts): Promise<void> {
  for (const expected of ports.expected) await watchOne(expected, nowMs, ports);
}
