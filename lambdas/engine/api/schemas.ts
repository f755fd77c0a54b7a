import * as z from 'zod/mini';
import { answerChannels, answerStates } from '../../domain/acknowledgement.ts';
import { Alert, AlertClass, AlertKind } from '../../domain/alert.ts';
import { deliveryStatuses } from '../../domain/delivery.ts';
import { Severity } from '../../domain/severity.ts';
import { SilenceRepeats } from '../../domain/silence-request.ts';

/** The schemas that the API document names, by name. */
export const named = z.registry<{ id: string }>();

/** Notes the name that a schema has in the document. */
export const name = <T extends z.ZodMiniType>(id: string, schema: T): T => {
  named.add(schema, { id });
  return schema;
};

const text = z.string();
export const time = z.string().check(z.describe('RFC 3339, UTC.'));
export const count = z.int().check(z.minimum(0));
const optionalText = z.optional(text);

name('Alert', Alert);
name('Severity', Severity);

const DeliveryStatus = name('DeliveryStatus', z.enum(deliveryStatuses));

/** RFC 9457. */
export const Problem = name('Problem', z.strictObject({ type: text, title: text, status: z.int(), detail: text }));

const AlertSummary = name(
  'AlertSummary',
  z.strictObject({
    id: text,
    source: text,
    title: text,
    severity: Severity,
    class: AlertClass,
    kind: AlertKind,
    state: z.enum(['open', 'resolved']),
    place: text.check(z.describe('Where it happened, in a few words; empty when the sender does not say.')),
    count: z.optional(count.check(z.describe('How often the sender saw it, when it says so.'))),
    fingerprint: text,
    occurredAt: text,
    receivedAt: time,
    deliveries: z.partialRecord(z.enum(deliveryStatuses), count),
    destinations: z.record(text, DeliveryStatus).check(z.describe('The state of the delivery to each destination.')),
    alert: z.optional(Alert).check(z.describe('With `include=alert`: the alert as it is kept.')),
    webhookId: z.optional(text).check(z.describe('With `include=alert`: the webhook that brought it.')),
    silence: z.optional(text).check(z.describe('With `include=alert`: the silence that it fell under.')),
  }),
);

export const AlertPage = name(
  'AlertPage',
  z.strictObject({
    alerts: z.array(AlertSummary),
    cursor: z.optional(text.check(z.describe('Where the next page begins; absent on the last page.'))),
  }),
);

const Target = z
  .record(text, z.unknown())
  .check(
    z.describe(
      'Where in the destination it went, when the alert chose that: settings by name; of a credential or an address, the ' +
        'name of the choice.',
    ),
  );

const Receipt = z.strictObject({ id: text, url: optionalText, target: z.optional(Target) });

const Attempt = name(
  'Attempt',
  z.strictObject({
    at: time,
    outcome: z.enum(['delivered', 'retry', 'rejected', 'unknown']),
    httpStatus: z.optional(z.int()),
    reason: optionalText,
    response: z.optional(
      text.check(z.describe('The first 300 characters of what the vendor said, without credentials.')),
    ),
    target: z.optional(Target),
    durationMs: z.number(),
  }),
);

const delivery = {
  id: text,
  destination: text,
  status: DeliveryStatus,
  reason: optionalText,
  receipt: z.optional(Receipt),
  mergedInto: z.optional(text.check(z.describe('The delivery that carries this one.'))),
  attempts: z.array(Attempt),
};

const Delivery = name('Delivery', z.strictObject(delivery));

const answer = {
  state: z.enum(answerStates),
  author: text,
  at: time,
  via: z.enum(answerChannels),
  note: optionalText,
  origin: z.optional(text.check(z.describe('The destination that it came from.'))),
};

/** What persons said of the problem of an alert: of all alerts with its fingerprint. */
const ProblemState = name(
  'ProblemState',
  z.strictObject({
    fingerprint: text,
    state: z.enum(['open', ...answerStates]),
    handled: z.optional(text.check(z.describe('Why nobody else has to be notified of this alert.'))),
    endedAt: z.optional(time),
    answers: z.array(z.strictObject(answer)).check(z.describe('What persons said of it, the latest last.')),
  }),
);

export const Answered = name(
  'Answered',
  z.strictObject({
    alertId: text,
    fingerprint: text,
    ...answer,
    isFirst: z.boolean().check(z.describe('This call changed the state; else somebody was before it.')),
  }),
);

export const AlertDetail = name(
  'AlertDetail',
  z.strictObject({ alert: Alert, deliveries: z.array(Delivery), problem: z.optional(ProblemState) }),
);

const Pair = z.tuple([text, text]);

const NotificationGroup = z.strictObject({
  destination: text,
  name: text,
  shared: text.check(z.describe('The values of `groupBy` that its alerts share.')),
  waitSeconds: z.number(),
  intervalSeconds: z.number(),
  repeatSeconds: z.optional(z.number()),
});

export const Explanation = name(
  'Explanation',
  z.strictObject({
    routing: z.strictObject({
      routes: z
        .array(text)
        .check(z.describe('The routes that decide, as `parent/child`, by the configuration as it is now.')),
      destinations: z.array(text),
      groups: z.array(NotificationGroup),
    }),
    merged: z.array(
      z.strictObject({
        destination: text,
        mergedInto: text,
        reason: optionalText,
        fingerprint: optionalText,
        same: z.optional(z.array(text).check(z.describe('The fields that both alerts share.'))),
        differs: z.optional(z.record(text, Pair).check(z.describe('The other fields: the earlier value first.'))),
      }),
    ),
    problem: z.optional(ProblemState),
  }),
);

export const ReplayAccepted = z.strictObject({ deliveryId: text, status: z.literal('queued') });
export const Confirmed = z.strictObject({ deliveryId: text, status: z.literal('delivered'), reason: text });
export const WebhookAccepted = z.strictObject({ webhookId: text, status: z.literal('accepted') });
export const TestResult = name('TestResult', z.strictObject({ deliveryId: text, ...delivery, id: z.optional(text) }));
export const Health = z.strictObject({ status: z.literal('ok') });

/** The document describes itself no further than that it is one. */
export const OpenApi = z.looseObject({ openapi: text });

const silence = {
  id: text,
  match: z.record(text, z.unknown()),
  matchers: z.optional(z.array(text)),
  repeats: z.optional(SilenceRepeats),
  within: z.optional(z.array(z.looseObject({ location: text })).check(z.describe('When one that comes back holds.'))),
  from: time,
  until: time,
  author: text,
  reason: text,
  createdAt: time,
  count: count.check(z.describe('How many alerts it suppressed.')),
  ended: z.boolean(),
  announced: z.boolean(),
};

export const Silence = name('Silence', z.strictObject(silence));
export const Silences = z.strictObject({ silences: z.array(z.strictObject({ ...silence, active: z.boolean() })) });
export const SilenceEnded = z.strictObject({ id: text, ended: z.literal(true) });

const deliveryIds = z.array(text);

export const ReplayList = z.strictObject({
  deliveries: deliveryIds,
  dryRun: z.literal(true),
  cursor: z.optional(text.check(z.describe('Present: there is more to read.'))),
});

export const ReplayProgress = name(
  'ReplayProgress',
  z.strictObject({
    job: text,
    startedAt: time,
    updatedAt: time,
    state: z.enum(['running', 'done', 'failed']),
    reason: optionalText,
    request: z.record(text, z.unknown()),
    alertsRead: count,
    deliveriesReplayed: count,
    notKeptCount: count,
    notKept: z.optional(deliveryIds),
    deliveries: z.optional(deliveryIds),
    dryRun: z.optional(z.literal(false)),
  }),
);

export const Backup = z.strictObject({ file: text, bytes: count, blobs: count, missing: z.array(text) });

export const CallbackResult = z.strictObject({
  status: z.enum(['done', 'already', 'over', 'busy', 'ignored']),
  action: z.optional(z.enum(['acknowledge', 'resolve', 'false_positive', 'silence'])),
  by: z.optional(text.check(z.describe('Whose answer stands.'))),
  at: z.optional(time),
  reason: z.optional(text.check(z.describe('Why there was nothing to do.'))),
});
