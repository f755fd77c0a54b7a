import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { lazily } from '../../domain/values/lazily.ts';
import type { RouteResult } from '../../engine/route/route.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { createWritePace } from '../../store/dynamodb/write-pace.ts';
import { deliveryQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { failedVerdict, type Waits } from '../patience.ts';
import { handleEach, type Verdict } from '../records.ts';
import { createTelemetry } from '../telemetry.ts';
import { createEventSources, messageOf } from './event.ts';
import { isLarge, oneAtATime } from './large-bodies.ts';
import type { StageProps } from './stage.ts';

/**
 * A webhook that failed is delivered again after a growing backoff instead of the long visibility timeout of the
 * queue.
 */
const waits: Waits = { firstSeconds: 10, longestSeconds: 600 };

/**
 * How long before its end the function begins nothing more: what is in flight has time for all its tries, and the progress
 * for being kept.
 */
const MARGIN_MS = 15_000;
/** A large body is not begun with less time: parsing it may take a third of a minute. */
const LARGE_BODY_MS = 30_000;
/** A webhook whose time was over goes on at once, perhaps in another worker. */
const CONTINUE_SECONDS = 1;

export type RouteHandler = (event: SQSEvent, limits?: Limits) => Promise<SQSBatchResponse>;

/** The stage over its environment, loaded with the first webhook. */
function stageOver(config: StageProps['config'], variables: Variables, log: Log) {
  const pace = createWritePace({ now: () => performance.now(), sleep });
  const table = openTable(variables, pace.slowDown);
  const deliveryQueue = deliveryQueueOver(createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables));
  const props = { config, variables, table, pace, deliveryQueue, log };
  return lazily(async () => (await import('./stage.ts')).createStage(props));
}

/** The route function over its environment. Only the webhooks that failed return to the queue. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('route'),
): RouteHandler {
  const webhooks = createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const { log } = telemetry;
  const config = readConfigFile<'sources' | 'destinations' | 'routes' | 'inhibit'>(variables);
  const stage = stageOver(config, variables, log);
  const sourceOfEvent = createEventSources(config.sources);
  const inTurn = oneAtATime();
  const routeOne = (record: SQSRecord, deadline: Deadline): Promise<RouteResult> => {
    const message = messageOf(record, sourceOfEvent);
    const run = async (): Promise<RouteResult> => {
      const { route } = await stage();
      return route(message, deadline);
    };
    if (!isLarge(message.body)) return run();
    // Ten of them at once would not fit into the memory of the function.
    return inTurn(async () => (deadline.remainingMs() < LARGE_BODY_MS ? { kind: 'stopped' } : run()));
  };
  const verdictOn = async (record: SQSRecord, deadline: Deadline): Promise<Verdict> => {
    try {
      const { kind } = await routeOne(record, deadline);
      return kind === 'routed' ? { kind: 'done' } : { kind: 'back', afterSeconds: CONTINUE_SECONDS };
    } catch (error) {
      log('webhook.route_failed', { messageId: record.messageId, error: errorText(error) });
      return failedVerdict(error, record, waits);
    }
  };
  return (event, limits) =>
    within(deadlineBefore(limits, ANSWER_MS), async () => {
      const deadline = deadlineBefore(limits, MARGIN_MS);
      const response = await handleEach(event, {
        verdictOn: (record) => verdictOn(record, deadline),
        queue: webhooks,
        limits,
      });
      telemetry.flush();
      return response;
    });
}
