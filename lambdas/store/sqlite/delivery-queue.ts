import { type Alert, severities } from '../../core/alert.ts';
import {
  type BatchMessage,
  type CarriedAlert,
  type DeliveriesMessage,
  type DeliveryMessage,
  partsOfDeliveryId,
  type RouteOptions,
} from '../../core/delivery.ts';
import { groupIdOf, partsOfGroupId } from '../../core/group.ts';
import { defined } from '../../core/reading/record.ts';
import { readCarried } from '../rows.ts';
import type { Database } from './database.ts';
import type { Job, NewJob } from './job-row.ts';
import { unpackText } from './packed-text.ts';
import type { Codec } from './queue.ts';

/** Where summaries and digests stand among alerts. */
const FLUSH_RANK = severities.indexOf('high');

const rankOf = (alerts: readonly Alert[]): number =>
  Math.max(...alerts.map(({ severity }) => severities.indexOf(severity)));

/** What of a delivery's message its alert's row does not have. */
interface Remainder extends RouteOptions {
  readonly hour: string;
  readonly isReplay?: true;
  readonly raw?: true;
  readonly evidence?: true;
}

interface BatchRemainder {
  readonly hour: string;
  readonly destination: string;
  readonly ids: readonly string[];
  readonly raw?: true;
  readonly evidence?: true;
}

const flag = (value: unknown): true | undefined => (value === undefined ? undefined : true);

/** How long the deliveries of a destination are tried, in ms. */
export type GiveUpAfter = (destination: string) => number;

function deliveryJob(message: DeliveryMessage, nowMs: number, giveUpAfter: GiveUpAfter): NewJob {
  const { deliveryId, destination, alert, hour, repeatSeconds, fallback, isReplay, raw, evidence } = message;
  const receivedMs = isReplay === true ? nowMs : Date.parse(alert.receivedAt);
  const giveUpMs = receivedMs + giveUpAfter(destination);
  const rest: Remainder = defined({
    hour,
    repeatSeconds,
    fallback,
    isReplay,
    raw: flag(raw),
    evidence: flag(evidence),
  });
  return {
    messageGroup: destination,
    rank: severities.indexOf(alert.severity),
    ref: deliveryId,
    message: JSON.stringify(rest),
    problem: alert.fingerprint,
    isEnding: alert.state === 'resolved',
    lookMs: fallback === undefined ? giveUpMs : Math.min(giveUpMs, receivedMs + fallback.afterSeconds * 1000),
    giveUpMs,
  };
}

function batchJob({ deliveryId, destination, hour, items }: BatchMessage, giveUpAfter: GiveUpAfter): NewJob {
  const alerts = items.map(({ alert }) => alert);
  const giveUpMs = Math.min(...alerts.map(({ receivedAt }) => Date.parse(receivedAt))) + giveUpAfter(destination);
  const rest: BatchRemainder = defined({
    hour,
    destination,
    ids: alerts.map(({ id }) => id),
    raw: flag(items[0]?.raw),
    evidence: flag(items[0]?.evidence),
  });
  return {
    messageGroup: destination,
    rank: rankOf(alerts),
    ref: deliveryId,
    message: JSON.stringify(rest),
    lookMs: giveUpMs,
    giveUpMs,
  };
}

function jobOf(message: DeliveriesMessage, nowMs: number, giveUpAfter: GiveUpAfter): NewJob {
  if ('items' in message) return batchJob(message, giveUpAfter);
  if ('alert' in message) return deliveryJob(message, nowMs, giveUpAfter);
  return { messageGroup: message.flush.destination, rank: FLUSH_RANK, ref: groupIdOf(message.flush), message: '{}' };
}

interface Kept {
  readonly alert: Alert;
  readonly raw?: string;
  readonly evidence?: string;
  readonly carries?: readonly CarriedAlert[];
}

/** The deliveries queue: a message is its alert's row and little more. */
export function deliveryCodec({ sql }: Database, giveUpAfter: GiveUpAfter): Codec<DeliveriesMessage> {
  function keptOf(alertId: string, want: Pick<Remainder, 'raw' | 'evidence'>): Kept | undefined {
    const row = sql('SELECT doc, raw, evidence, carries FROM alert WHERE id = ?').get(alertId);
    if (row === undefined) return undefined;
    const alert: Alert = JSON.parse(unpackText(row['doc']));
    const beside = (value: unknown, isWanted: true | undefined) =>
      isWanted === true && value !== null ? unpackText(value) : undefined;
    const carries = typeof row['carries'] === 'string' ? readCarried(row['carries']) : undefined;
    return defined({
      alert,
      raw: beside(row['raw'], want.raw),
      evidence: beside(row['evidence'], want.evidence),
      carries,
    });
  }

  function loadBatch({ ref, message }: Job): BatchMessage {
    const { hour, destination, ids, ...want }: BatchRemainder = JSON.parse(message);
    const items = ids.map((id) => keptOf(id, want)).filter((each) => each !== undefined);
    return { v: 1, deliveryId: ref, destination, hour, items };
  }

  function loadDelivery({ ref, messageGroup, message }: Job): DeliveryMessage | undefined {
    const { raw, evidence, ...rest }: Remainder = JSON.parse(message);
    const kept = keptOf(partsOfDeliveryId(ref)?.alertId ?? '', defined({ raw, evidence }));
    return kept === undefined ? undefined : { v: 1, deliveryId: ref, destination: messageGroup, ...rest, ...kept };
  }

  return {
    jobOf: (message, nowMs) => jobOf(message, nowMs, giveUpAfter),
    load(job) {
      const flush = partsOfGroupId(job.ref);
      if (flush !== undefined) return { v: 1, flush };
      return job.ref.startsWith('batch/') ? loadBatch(job) : loadDelivery(job);
    },
  };
}
