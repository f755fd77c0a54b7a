import { type Alert, severities } from '../../domain/alert.ts';
import {
  type BatchMessage,
  type CarriedAlert,
  type DeliveriesMessage,
  type DeliveryMessage,
  partsOfDeliveryId,
  type RouteOptions,
} from '../../domain/delivery.ts';
import { groupIdOf, partsOfGroupId } from '../../domain/group.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { readCarried } from '../rows.ts';
import type { Row } from './columns.ts';
import type { Database } from './database.ts';
import type { Job, NewJob } from './job-row.ts';
import { knownMessages } from './known.ts';
import { unpackText } from './packed-text.ts';
import type { Codec } from './queue.ts';
import { ownSubject, SUBJECT_COLUMNS } from './subjects.ts';

/** Where summaries and digests stand among alerts. */
const FLUSH_RANK = severities.indexOf('high');

const rankOf = (alerts: readonly Alert[]): number =>
  Math.max(...alerts.map(({ severity }) => severities.indexOf(severity)));

/** What of a delivery's message its alert's row does not have. */
interface Remainder extends RouteOptions {
  readonly hour: string;
  readonly isReplay?: true;
  readonly leftGroup?: true;
  readonly raw?: true;
  readonly evidence?: true;
  readonly trace?: string;
}

interface BatchRemainder {
  readonly hour: string;
  readonly destination: string;
  readonly ids: readonly string[];
  readonly raw?: true;
  readonly evidence?: true;
  readonly trace?: string;
}

const flag = (value: unknown): true | undefined => (value === undefined ? undefined : true);

/** How long the deliveries of a destination are tried, in ms. */
export type GiveUpAfter = (destination: string) => number;

function deliveryJob(message: DeliveryMessage, nowMs: number, giveUpAfter: GiveUpAfter): NewJob {
  const { deliveryId, destination, alert, hour, isReplay, leftGroup, raw, evidence, trace } = message;
  const { repeatSeconds, fallback, group, sendResolved, overrides, escalateSeconds, times } = message;
  const cameMs = Date.parse(alert.receivedAt) + (escalateSeconds ?? 0) * 1000;
  const receivedMs = isReplay === true ? nowMs : cameMs;
  const giveUpMs = receivedMs + giveUpAfter(destination);
  const rest: Remainder = defined({
    hour,
    repeatSeconds,
    fallback,
    group,
    sendResolved,
    overrides,
    escalateSeconds,
    times,
    isReplay,
    leftGroup,
    raw: flag(raw),
    evidence: flag(evidence),
    trace,
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

function batchJob({ deliveryId, destination, hour, items, trace }: BatchMessage, giveUpAfter: GiveUpAfter): NewJob {
  const alerts = items.map(({ alert }) => alert);
  const giveUpMs = Math.min(...alerts.map(({ receivedAt }) => Date.parse(receivedAt))) + giveUpAfter(destination);
  const rest: BatchRemainder = defined({
    hour,
    destination,
    ids: alerts.map(({ id }) => id),
    raw: flag(items[0]?.raw),
    evidence: flag(items[0]?.evidence),
    trace,
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

const KEPT = `SELECT doc, raw, evidence, carries, ${SUBJECT_COLUMNS} FROM alert WHERE id = ?`;

function keptIn(row: Row, want: Pick<Remainder, 'raw' | 'evidence'>): Kept {
  const alert: Alert = JSON.parse(unpackText(row['doc']));
  const beside = (value: unknown, isWanted: true | undefined) =>
    isWanted === true && value !== null ? unpackText(value) : undefined;
  return defined({
    alert,
    raw: beside(row['raw'], want.raw),
    evidence: beside(row['evidence'], want.evidence),
    carries: typeof row['carries'] === 'string' ? readCarried(row['carries']) : undefined,
  });
}

/** The deliveries queue: a message is its alert's row and little more. */
export function deliveryCodec(database: Database, giveUpAfter: GiveUpAfter): Codec<DeliveriesMessage> {
  const { sql } = database;
  const known = knownMessages(database);

  function loadBatch({ ref, message }: Job): BatchMessage {
    const { hour, destination, ids, trace, ...want }: BatchRemainder = JSON.parse(message);
    const rows = ids.map((id) => sql(KEPT).get(id)).filter((row) => row !== undefined);
    const items = rows.map((row) => keptIn(row, want));
    return { v: 2, deliveryId: ref, destination, hour, items, ...defined({ trace }) };
  }

  function loadDelivery({ ref, messageGroup, message }: Job): DeliveryMessage | undefined {
    const { raw, evidence, ...rest }: Remainder = JSON.parse(message);
    const row = sql(KEPT).get(partsOfDeliveryId(ref)?.alertId ?? '');
    if (row === undefined) return undefined;
    const kept = keptIn(row, defined({ raw, evidence }));
    const loaded: DeliveryMessage = { v: 2, deliveryId: ref, destination: messageGroup, ...rest, ...kept };
    const subject = ownSubject(row, messageGroup);
    if (subject !== undefined) known(loaded).subject = subject;
    return loaded;
  }

  return {
    jobOf: (message, nowMs) => jobOf(message, nowMs, giveUpAfter),
    load(job) {
      const flush = partsOfGroupId(job.ref);
      if (flush !== undefined) return { v: 2, flush };
      return job.ref.startsWith('batch/') ? loadBatch(job) : loadDelivery(job);
    },
  };
}
