import { createHash } from 'node:crypto';
import type { Alert } from '../../domain/alert.ts';
import { type DeliveryLimits, defaultLimits } from '../../domain/delivery-limits.ts';
import type { DeliveryTarget } from '../../domain/delivery-target.ts';
import type { MessageSetting } from '../../domain/message-setting.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import type { Outcome, Receipt } from '../../domain/outcome.ts';
import type { Reach } from '../../domain/reach.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Callback, CallbackCredentials, CallbackReading } from './callback.ts';
import type {
  Attempt,
  Batch,
  Conversation,
  DestinationSpec,
  Lookup,
  NamePage,
  Rendered,
} from './define-destination.ts';

/** A destination with its settings applied: what the engine holds. Its time limits are the default unless it is set to others. */
export interface Connected extends DeliveryLimits {
  /** Where these settings send, when the alert chose or the vendor gave an id for a name. */
  readonly target?: DeliveryTarget;
  /** The part of the target that is not the default: it has a circuit breaker and a rate limit of its own. */
  readonly targetScope?: string;
  /** The target that an alert chooses; absent when there is nothing to choose. */
  targetOf?(alert: Alert): Promise<DeliveryTarget>;
  /** Asks for the id of what the settings name; absent when they hold ids. */
  readonly names?: {
    render(cursor?: string): OutboundRequest;
    read(response: OutboundResponse, cursor?: string): NamePage;
  };
  render(alert: Alert, attempt: Attempt): OutboundRequest;
  judge(response: OutboundResponse): Outcome;
  readonly batch?: {
    readonly isIdempotent?: boolean;
    readonly maxItems: number;
    readonly maxBytes: number;
    render(items: readonly Rendered[]): OutboundRequest;
    judge(response: OutboundResponse, items: readonly Rendered[]): readonly Outcome[];
  };
  readonly lookup?: {
    readonly lagSeconds: number;
    render(alert: Alert, attempt: Attempt): OutboundRequest;
    found(response: OutboundResponse, alert: Alert, attempt: Attempt): Receipt | 'unsure' | undefined;
  };
  readonly audience: 'people' | 'machines';
  readonly perMinute?: number;
  readonly quotaScope?: string;
  readonly isIdempotent: boolean;
  /** Its requests carry the header `traceparent`. */
  readonly carriesTrace?: true;
  prepare?(alert: Alert): Promise<string | undefined>;
  /** How it is reached, when it is set to anything but the default. */
  readonly reach?: Reach;
  /** An attempt with the settings of `message` applied to its alert: the destination's, and before them those of its route. */
  word?(alert: Alert, attempt: Attempt, ofRoute?: MessageSetting): Promise<Attempt>;
  readonly conversation?: {
    reply(repeats: Repeats, attempt: Attempt, first: Receipt, told: Alert): OutboundRequest;
    judge(response: OutboundResponse): Outcome;
    edit?(repeats: Repeats, first: Alert, attempt: Attempt, receipt: Receipt): OutboundRequest | undefined;
    readonly resolve?: {
      ask(receipt: Receipt): OutboundRequest;
      act(answer: OutboundResponse, receipt: Receipt): OutboundRequest | undefined;
    };
    readonly closed?: {
      ask(receipt: Receipt): OutboundRequest;
      isClosed(answer: OutboundResponse): boolean;
      reopen(answer: OutboundResponse, receipt: Receipt): OutboundRequest | undefined;
    };
  };
  /** Only where the settings ask for callbacks. */
  readonly callback?: ConnectedCallback;
}

/** What a vendor sends back, with the settings applied. */
export interface ConnectedCallback extends Pick<Callback<unknown>, 'via' | 'signature' | 'subjectOf'> {
  readonly credentials: CallbackCredentials;
  read(body: string): CallbackReading;
}

function connectBatch<S>(batch: Batch<S>, settings: S): NonNullable<Connected['batch']> {
  return {
    ...(batch.isIdempotent === undefined ? {} : { isIdempotent: batch.isIdempotent }),
    maxItems: batch.maxItems,
    maxBytes: batch.maxBytes,
    render: (items) => batch.render(items, settings),
    judge: (response, items) => batch.judge(response, items, settings),
  };
}

function connectLookup<S>(lookup: Lookup<S>, settings: S): Pick<Connected, 'lookup'> {
  if (lookup.possible?.(settings) === false) return {};
  return {
    lookup: {
      lagSeconds: lookup.lagSeconds ?? 0,
      render: (alert, attempt) => lookup.render(alert, attempt, settings),
      found: (response, alert, attempt) => lookup.found(response, alert, attempt, settings),
    },
  };
}

function connectConversation<S>(conversation: Conversation<S>, settings: S): Pick<Connected, 'conversation'> {
  if (conversation.possible?.(settings) === false) return {};
  const { edit, resolve, closed } = conversation;
  return {
    conversation: {
      reply: (repeats, attempt, first, told) => conversation.reply(repeats, attempt, first, settings, told),
      judge: (response) => conversation.judge(response, settings),
      ...(edit === undefined
        ? {}
        : { edit: (repeats, first, attempt, receipt) => edit(repeats, first, attempt, receipt, settings) }),
      ...(resolve === undefined
        ? {}
        : {
            resolve: {
              ask: (receipt) => resolve.ask(receipt, settings),
              act: (answer, receipt) => resolve.act(answer, receipt, settings),
            },
          }),
      ...(closed === undefined
        ? {}
        : {
            closed: {
              ask: (receipt) => closed.ask(receipt, settings),
              isClosed: (answer) => closed.isClosed(answer, settings),
              reopen: (answer, receipt) => closed.reopen(answer, receipt, settings),
            },
          }),
    },
  };
}

function connectNames<S>({ names }: DestinationSpec<S>, settings: S): Pick<Connected, 'names'> {
  if (names === undefined || !names.needed(settings)) return {};
  return {
    names: {
      render: (cursor) => names.render(settings, cursor),
      read: (response, cursor) => names.read(response, settings, cursor),
    },
  };
}

function connectCallback<S>(callback: Callback<S>, settings: S): Pick<Connected, 'callback'> {
  const credentials = callback.credentials(settings);
  if (credentials === undefined) return {};
  const { via, signature, subjectOf } = callback;
  return {
    callback: { via, ...defined({ signature, subjectOf }), credentials, read: (body) => callback.read(body, settings) },
  };
}

const none = Promise.resolve(undefined);

function connectQuota<S>(spec: DestinationSpec<S>, settings: S): Pick<Connected, 'perMinute' | 'quotaScope'> {
  const perMinute = typeof spec.perMinute === 'function' ? spec.perMinute(settings) : spec.perMinute;
  const scope = spec.quotaScope?.(settings);
  return {
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(scope === undefined ? {} : { quotaScope: createHash('sha256').update(scope).digest('hex').slice(0, 32) }),
  };
}

/** Applies settings that the spec's schema has taken. */
export const connected = <S>(spec: DestinationSpec<S>, settings: S): Connected => ({
  render: (alert, attempt) => spec.render(alert, attempt, settings),
  judge: (response) => spec.judge(response, settings),
  audience: spec.audience,
  isIdempotent: typeof spec.isIdempotent === 'function' ? spec.isIdempotent(settings) : (spec.isIdempotent ?? false),
  ...defaultLimits,
  ...(spec.carriesTrace === undefined ? {} : { carriesTrace: spec.carriesTrace }),
  ...connectQuota(spec, settings),
  ...connectNames(spec, settings),
  ...(spec.prepare === undefined ? {} : { prepare: (alert) => spec.prepare?.(alert, settings) ?? none }),
  ...(spec.conversation === undefined ? {} : connectConversation(spec.conversation, settings)),
  ...(spec.batch === undefined ? {} : { batch: connectBatch(spec.batch, settings) }),
  ...(spec.lookup === undefined ? {} : connectLookup(spec.lookup, settings)),
  ...(spec.callback === undefined ? {} : connectCallback(spec.callback, settings)),
});
