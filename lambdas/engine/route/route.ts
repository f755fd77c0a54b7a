import type { Detection } from '../../core/alert.ts';
import { inTurns, type Pause, whenDue } from '../../core/in-turns.ts';
import { driftAlert } from '../../core/reading/drift.ts';
import { withTrustedLink } from '../../core/trusted-link.ts';
import { type StoredBody, unpack, type WebhookMessage } from '../../core/webhook.ts';
import { count } from './count.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { type Read, type Recognised, readSilent, recognise } from './read.ts';
import type { ReadAlert } from './read-alert.ts';
import { recordAndSend } from './record.ts';

async function bytesOf(body: StoredBody, ports: Ports): Promise<Uint8Array> {
  const bytes = body.in === 'message' ? body.bytes : await ports.blobs.load(body.key);
  return unpack({ gzip: body.gzip, bytes });
}

/**
 * The route stage for one webhook. It may be repeated after a crash at any point: nothing is lost and nothing
 * notifies twice.
 */
export async function routeWebhook(message: WebhookMessage, plan: Plan, ports: Ports): Promise<void> {
  const { webhookId, source, receivedAt } = message;
  const result = await readMessage(message, plan, ports);
  const alerts = result.kind === 'alerts' ? result.alerts : [];
  if (plan.isExpected(source) && message.silent === undefined) await ports.sourceSeen(source, receivedAt);
  if (result.kind === 'alerts' && result.unknownFields !== undefined)
    await reportSchemaChange(source, result.unknownFields, receivedAt, plan, ports);
  const handled = alerts.length === 0 ? [] : await recordAndSend(alerts, message, plan, ports);
  const counts = await count(message, result, handled, ports);
  ports.log('webhook.routed', { webhookId, source, outcome: result.kind, ...counts });
}

async function recogniseMessage(message: WebhookMessage, plan: Plan, ports: Ports, pause: Pause): Promise<Recognised> {
  const { source, receivedAt, headers, silent } = message;
  const reader = plan.sourceOf(source);
  if (silent !== undefined) return readSilent(source, silent, reader, receivedAt);
  const bytes = await bytesOf(message.body, ports);
  const deliversTests = plan.deliversTests(source);
  return recognise(reader, { bytes, headers, sourceId: source, receivedAt, deliversTests, pause });
}

async function readMessage(message: WebhookMessage, plan: Plan, ports: Ports): Promise<Read> {
  const pause = whenDue(() => ports.pause());
  const found = await recogniseMessage(message, plan, ports, pause);
  if (found.kind !== 'alerts') return found;
  const { detections, normalize, ...rest } = found;
  const hosts = plan.linksOf(message.source);
  const withLinks = (detection: Detection): ReadAlert => {
    const { alert, ...beside } = normalize(detection);
    return { ...beside, alert: withTrustedLink(alert, hosts) };
  };
  return { ...rest, alerts: await inTurns(detections, withLinks, pause) };
}

/** Emits the schema-change alert, once for each shape of fields. */
async function reportSchemaChange(
  source: string,
  fields: readonly string[],
  now: string,
  plan: Plan,
  ports: Ports,
): Promise<void> {
  const alert = driftAlert(source, plan.typeOf(source), fields, now);
  ports.log('source.schema_changed', { source, shape: alert.id, fields: fields.length });
  await ports.emitSystemAlert(alert);
}
