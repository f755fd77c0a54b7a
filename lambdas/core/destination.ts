import type * as z from 'zod/mini';
import type { Alert, Severity } from './alert.ts';
import type { Outcome, Receipt } from './outcome.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** A request as data. The engine sends it; a URL may be a credential and is never logged. */
export interface OutboundRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Header names are lower-case; the body is capped by the client; `at` is the epoch ms of the answer. */
export interface OutboundResponse {
  readonly at: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an attempt knows beyond the alert. Rendering twice with the same context gives the same bytes. */
export interface Attempt {
  /** Stable over retries: the idempotency key wherever a destination takes one. */
  readonly deliveryId: string;
  /** RFC 3339 UTC; only for signatures that must carry the time of the attempt. */
  readonly at: string;
  /** An earlier attempt may have arrived and nobody can tell: say so to the reader. */
  readonly possibleDuplicate: boolean;
  /** Who was told in the meantime, because this destination did not take the alert for long. */
  readonly toldElsewhere?: string;
  /** The vendor's own record as JSON text, scrubbed of credentials: what `format: raw` sends. */
  readonly raw?: string;
  /** Base URL of Tocsin's own console, when it has one. */
  readonly consoleUrl?: string;
}

export interface Rendered {
  readonly alert: Alert;
  readonly attempt: Attempt;
}

/** Many alerts in one request. `judge` answers one outcome per item, in order. */
export interface Batch<Settings> {
  readonly maxItems: number;
  readonly maxBytes: number;
  render(items: readonly Rendered[], settings: Settings): OutboundRequest;
  judge(response: OutboundResponse, items: readonly Rendered[], settings: Settings): readonly Outcome[];
}

/** Asks the destination whether an earlier attempt arrived, before anything is sent again. */
export interface Lookup<Settings> {
  /** Whether these settings can look at all: a Slack webhook cannot. */
  possible?(settings: Settings): boolean;
  /** How long after it arrived something may be missing in what is found. */
  readonly lagSeconds?: number;
  render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest;
  /** The receipt when it did, `undefined` when it did not, `'unsure'` when the answer does not tell. */
  found(response: OutboundResponse, alert: Alert, attempt: Attempt, settings: Settings): Receipt | 'unsure' | undefined;
}

/** What is told about a problem that was told before: how often it came again, and one line an occurrence. */
export interface Repeats {
  /** The title of the latest occurrence. */
  readonly title: string;
  readonly severity: Severity;
  /** Occurrences since the last time it was told. */
  readonly count: number;
  /** All occurrences, the first one included. */
  readonly total: number;
  /** RFC 3339: the time of the first and the last of them. */
  readonly since: string;
  readonly until: string;
  /** The sender says that it is over. */
  readonly isResolved: boolean;
}

/** Joins what is told later to the message or ticket that told it first. */
export interface Conversation<Settings> {
  /** Whether these settings can join at all: a Slack webhook cannot. */
  possible?(settings: Settings): boolean;
  /** A thread reply, a comment. */
  reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings): OutboundRequest;
  judge(response: OutboundResponse, settings: Settings): Outcome;
  /** Changes the first message so that it shows how often it came. Best effort. */
  edit?(repeats: Repeats, first: Alert, attempt: Attempt, receipt: Receipt, settings: Settings): OutboundRequest;
  /** Closes the ticket: asks what can be done with it, and does it when one of the answers fits. Best effort. */
  readonly resolve?: {
    ask(receipt: Receipt, settings: Settings): OutboundRequest;
    act(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined;
  };
}

/**
 * A receiver: one file in `destinations/`. All functions are pure; the engine sends, retries, waits and records.
 * `judge` is the one place that decides whether an answer means delivered, try again, or never.
 */
export interface DestinationSpec<Settings> {
  /** The vendor's page that the file was built from. */
  readonly docs: string;
  /** Strict: a typo in our own configuration must fail. */
  readonly settings: z.ZodMiniType<Settings>;
  /** Names of the settings that are credentials and belong into `${NAME}`. */
  readonly secrets: readonly (keyof Settings & string)[];
  render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest;
  judge(response: OutboundResponse, settings: Settings): Outcome;
  /**
   * Who reads it. People are told of a problem once and of its repeats in sum, and low severities in digests when
   * there is too much; machines get every alert.
   */
  readonly audience: 'people' | 'machines';
  /** Requests a minute that the vendor takes, over all workers; absent when there is no such limit. */
  readonly perMinute?: number;
  readonly batch?: Batch<Settings>;
  readonly lookup?: Lookup<Settings>;
  readonly conversation?: Conversation<Settings>;
}

/** A destination with its settings applied: what the engine holds. */
export interface Connected {
  render(alert: Alert, attempt: Attempt): OutboundRequest;
  judge(response: OutboundResponse): Outcome;
  readonly batch?: {
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
  readonly conversation?: {
    reply(repeats: Repeats, attempt: Attempt, first: Receipt): OutboundRequest;
    judge(response: OutboundResponse): Outcome;
    edit?(repeats: Repeats, first: Alert, attempt: Attempt, receipt: Receipt): OutboundRequest;
    readonly resolve?: {
      ask(receipt: Receipt): OutboundRequest;
      act(answer: OutboundResponse, receipt: Receipt): OutboundRequest | undefined;
    };
  };
}

/** A destination type with its settings' type hidden, so that one registry can hold them all. */
export interface Destination {
  readonly docs: string;
  readonly settings: z.ZodMiniType;
  /** All settings there are, for the nearest valid name. */
  readonly settingNames: readonly string[];
  readonly secrets: readonly string[];
  /** Alerts that it takes in one request; 1 when it takes them one by one. */
  readonly maxItems: number;
  /** Throws the schema's error when the settings do not fit. */
  connect(settings: unknown): Connected;
}

function connectBatch<S>(batch: Batch<S>, settings: S): NonNullable<Connected['batch']> {
  return {
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
  const { edit, resolve } = conversation;
  return {
    conversation: {
      reply: (repeats, attempt, first) => conversation.reply(repeats, attempt, first, settings),
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
    },
  };
}

const shapeOf = (schema: z.ZodMiniType): string[] =>
  'shape' in schema.def && typeof schema.def.shape === 'object' && schema.def.shape !== null
    ? Object.keys(schema.def.shape)
    : [];

/** Ties the settings schema to the code that uses it. */
export function defineDestination<S>(spec: DestinationSpec<S>): Destination {
  return {
    docs: spec.docs,
    settings: spec.settings,
    settingNames: shapeOf(spec.settings),
    secrets: spec.secrets,
    maxItems: spec.batch?.maxItems ?? 1,
    connect(input) {
      const settings = spec.settings.parse(input);
      return {
        render: (alert, attempt) => spec.render(alert, attempt, settings),
        judge: (response) => spec.judge(response, settings),
        audience: spec.audience,
        ...(spec.perMinute === undefined ? {} : { perMinute: spec.perMinute }),
        ...(spec.conversation === undefined ? {} : connectConversation(spec.conversation, settings)),
        ...(spec.batch === undefined ? {} : { batch: connectBatch(spec.batch, settings) }),
        ...(spec.lookup === undefined ? {} : connectLookup(spec.lookup, settings)),
      };
    },
  };
}
