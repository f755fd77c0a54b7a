import { add } from '../../domain/counters.ts';
import type { Detection } from '../../domain/detection.ts';
import { traceOfWebhook } from '../../domain/trace-context.ts';
import { type Pause, whenDue } from '../../domain/values/cooperative-yield.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { type StoredBody, unpack, type WebhookMessage } from '../../domain/webhook.ts';
import { schemaChangeAlert } from '../../sources/_kit/schema-change.ts';
import { withTrustedLink } from '../../sources/_kit/trusted-link.ts';
import { canaryIn } from '../canary-message.ts';
import { WEBHOOK_TRACED } from '../metrics/spans.ts';
import { routeCanary } from './canary.ts';
import { count } from './count.ts';
import { emitAside } from './emit-aside.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { type Recognised, readSilent, recognise } from './read.ts';
import type { ReadAlert } from './read-alert.ts';
import { recordAll } from './record-all.ts';

async function bytesOf(body: StoredBody, ports: Ports): Promise<Uint8Array> {
  const bytes = body.in === 'message' ? body.bytes : await ports.blobs.load(body.key);
  return unpack({ gzip: body.gzip, bytes });
}

/**
 * What came of a webhook. `stopped`: its time was over before all of its alerts were recorded, and its message has to come
 * again; what was done is not done again.
 */
export type RouteResult = { readonly kind: 'routed' } | { readonly kind: 'stopped' };

const noAlerts = {
  kind: 'done',
  alerts: 0,
  uncounted: [],
  isDuplicate: true,
  counted: {},
  hasProgress: false,
} as const;

/**
 * The route stage for one webhook. It may be repeated after a crash at any point: nothing is lost and nothing
 * notifies twice. After its deadline it begins nothing more.
 */
export async function routeWebhook(
  message: WebhookMessage,
  plan: Plan,
  ports: Ports,
  deadline: Deadline,
): Promise<RouteResult> {
  const { webhookId, source, receivedAt, headers } = message;
  if (deadline.remainingMs() <= 0) return { kind: 'stopped' };
  const canary = canaryIn(message);
  if (canary !== undefined) {
    await routeCanary(canary, message, plan.canaryRecipients, ports);
    return { kind: 'routed' };
  }
  const pause = whenDue(() => ports.pause());
  const result = await recogniseMessage(message, plan, ports, pause);
  if (plan.isExpected(source) && message.silent === undefined) await ports.sourceSeen(source, receivedAt);
  const recorded =
    result.kind === 'alerts' && result.detections.length > 0
      ? await recordAll(result, { message, plan, ports, deadline, pause })
      : noAlerts;
  if (recorded.kind === 'stopped') {
    const { alerts, of, counted } = recorded;
    ports.log('webhook.deferred', { webhookId, source, routedAlerts: alerts, of, ...counted });
    return { kind: 'stopped' };
  }
  const counts = await count(message, result, recorded, ports);
  if (recorded.hasProgress) await ports.webhooks.saveProgress(webhookId, undefined);
  ports.log('webhook.routed', { webhookId, source, outcome: result.kind, ...add(recorded.counted, counts) });
  const sent = headers['traceparent'];
  const trace = traceOfWebhook(webhookId, sent);
  ports.log(WEBHOOK_TRACED, { trace, sent, receivedAt, source, webhookId, outcome: result.kind });
  if (result.kind === 'alerts' && result.unknownFields !== undefined)
    await reportSchemaChange(source, result.unknownFields, receivedAt, plan, ports);
  return { kind: 'routed' };
}

async function parse(message: WebhookMessage, plan: Plan, ports: Ports, pause: Pause): Promise<Recognised> {
  const { source, receivedAt, headers, silent } = message;
  const reader = plan.sourceOf(source);
  if (silent !== undefined) return readSilent(source, silent, reader, receivedAt);
  const bytes = await bytesOf(message.body, ports);
  const deliversTests = plan.deliversTests(source);
  return recognise(reader, { bytes, headers, sourceId: source, receivedAt, deliversTests, pause });
}

/** The parsed webhook, whose alerts get the links that its source may make. */
async function recogniseMessage(message: WebhookMessage, plan: Plan, ports: Ports, pause: Pause): Promise<Recognised> {
  const found = await parse(message, plan, ports, pause);
  if (found.kind !== 'alerts') return found;
  const hosts = plan.linksOf(message.source);
  const normalize = (detection: Detection): Later<ReadAlert> =>
    after(found.normalize(detection), ({ alert, ...beside }) => ({ ...beside, alert: withTrustedLink(alert, hosts) }));
  return { ...found, normalize };
}

/** Emits the schema-change alert, once for each shape of fields. */
async function reportSchemaChange(
  source: string,
  fields: readonly string[],
  now: string,
  plan: Plan,
  ports: Ports,
): Promise<void> {
  const alert = schemaChangeAlert(source, plan.typeOf(source), fields, now);
  ports.log('source.schema_changed', { source, shape: alert.id, fields: fields.length });
  await emitAside(alert, ports);
}
