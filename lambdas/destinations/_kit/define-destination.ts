import type * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { DeliveryTarget } from '../../domain/delivery-target.ts';
import type { Group } from '../../domain/destination-group.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import type { Outcome, Receipt } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import type { Callback } from './callback.ts';
import { type Connected, connected } from './connected.ts';
import { settingsAt, type TargetKinds, targetKinds } from './targets/target.ts';
import type { Wording } from './wording.ts';

/** What an attempt knows beyond the alert. Rendering twice with the same context gives the same bytes. */
export interface Attempt {
  /** Stable over retries: the idempotency key wherever a destination takes one. */
  readonly deliveryId: string;
  /** RFC 3339 UTC; for signatures that must carry the time of the attempt, and for the time of ingestion of an index. */
  readonly at: string;
  /** An earlier attempt may have arrived and nobody can tell: say so to the reader. */
  readonly possibleDuplicate: boolean;
  /** The destination refused a field that a label or a fact made: leave both out, and say so. */
  readonly isReduced?: true;
  /** Who was told in the meantime, because this destination did not take the alert for long. */
  readonly toldElsewhere?: string;
  /** The vendor's own record as JSON text, scrubbed of credentials: what `format: raw` sends. */
  readonly raw?: string;
  /** The evidence with its credentials, as JSON text: for a destination that is set to `evidence: full`. */
  readonly evidence?: string;
  /** What the destination's `prepare` made of the alert. */
  readonly prepared?: string;
  /** Base URL of Tocsin's own console, when it has one. */
  readonly consoleUrl?: string;
  /** With what its readers answer: a signed text for buttons, and an address where the same can be done. */
  readonly answers?: { readonly token: string; readonly url?: string };
  /** The time zone of the destination's readers, such as `Europe/Berlin`; UTC when there is none. */
  readonly timeZone?: string;
  /** The operator's settings of `message`, applied to this alert. */
  readonly wording?: Wording;
}

export interface Rendered {
  readonly alert: Alert;
  readonly attempt: Attempt;
}

/** Many alerts in one request. `judge` answers one outcome per item, in order. */
export interface Batch<Settings> {
  /** The vendor keeps one of what is sent twice in other batches, too; as the destination itself when absent. */
  readonly isIdempotent?: boolean;
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

/** Joins what is told later to the message or ticket that told it first. */
export interface Conversation<Settings> {
  /** Whether these settings can join at all: a Slack webhook cannot. */
  possible?(settings: Settings): boolean;
  /** A thread reply, a comment. `told` is the alert that told it first, for vendors that know a problem by a key of ours. */
  reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest;
  judge(response: OutboundResponse, settings: Settings): Outcome;
  /** Changes the first message so that it shows how often it came; nothing when there is no need to. Best effort. */
  edit?(
    repeats: Repeats,
    first: Alert,
    attempt: Attempt,
    receipt: Receipt,
    settings: Settings,
  ): OutboundRequest | undefined;
  /** Closes the ticket: asks what can be done with it, and does it when one of the answers fits. Best effort. */
  readonly resolve?: {
    ask(receipt: Receipt, settings: Settings): OutboundRequest;
    act(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined;
  };
  /**
   * For tickets, which people close by hand: asks how it stands before it is written to. `reopen` answers the request
   * that opens it again, or nothing when the settings want a new ticket that names this one.
   */
  readonly closed?: {
    ask(receipt: Receipt, settings: Settings): OutboundRequest;
    isClosed(answer: OutboundResponse, settings: Settings): boolean;
    reopen(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined;
  };
}

/** What one page of a vendor's list says about a name: the settings with its id, where to read on, or that it is not there. */
export type NamePage =
  | { readonly kind: 'found'; readonly target: DeliveryTarget }
  | { readonly kind: 'more'; readonly cursor: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Asks the vendor once for the id of what the settings name, because not every part of its API takes the name. */
export interface Names<Settings> {
  /** Whether these settings hold a name. */
  needed(settings: Settings): boolean;
  render(settings: Settings, cursor?: string): OutboundRequest;
  read(response: OutboundResponse, settings: Settings, cursor?: string): NamePage;
}

/** A limit of the vendor's, in the vendor's unit. */
export interface Limit {
  /** `summary`, `message`, `requests`. */
  readonly what: string;
  readonly max: number;
  /** `characters`, `bytes`, `items`, `a minute`, … */
  readonly unit: string;
  /** The vendor's page that says so. */
  readonly docs: string;
  /** How much of it a request takes up, for limits that a request can break; the conformance suite holds it to them. */
  measure?(request: OutboundRequest): number;
}

/** Whom messages can call: names in the settings of `message`. */
export interface Mentions {
  isKnown(name: string): boolean;
  /** What a name can be, for people. */
  readonly allowed: string;
}

/** What its page in the docs says; the settings are described by the schema itself (`z.describe`). */
export interface About {
  /** As its vendor writes it: `PagerDuty Events API v2`. */
  readonly name: string;
  readonly group: Group;
  /** What the person on call, or the analyst, sees: a sentence or two. */
  readonly shows: string;
  /** How to obtain the credential, a step each. */
  readonly setup: readonly string[];
  /** What Tocsin cannot do here because the vendor does not offer it, a sentence each. */
  readonly cannot?: readonly string[];
  readonly limits: readonly Limit[];
}

/**
 * A receiver: one file in `destinations/`. All functions are pure; the engine sends, retries, waits and records.
 * `judge` is the one place that decides whether an answer means delivered, try again, or never.
 */
export interface DestinationSpec<Settings> {
  /** The vendor's page that the file was built from. */
  readonly docs: string;
  readonly about: About;
  /** Strict: a typo in our own configuration must fail. */
  readonly settings: z.ZodMiniType<Settings>;
  /** Names of the settings that are credentials and belong into `${NAME}`. */
  readonly secrets: readonly (keyof Settings & string)[];
  /** Names of the settings that the alert may choose among values that the operator names; not with `batch`. */
  readonly targets?: readonly (keyof Settings & string)[];
  readonly names?: Names<Settings>;
  /** What is valid and may not work, by setting; settings whose secrets may still be `${NAME}`. */
  doubts?(settings: Settings): Readonly<Record<string, string>>;
  render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest;
  judge(response: OutboundResponse, settings: Settings): Outcome;
  /**
   * Who reads it. People are told of a problem once and of its repeats in sum, and low severities in digests when
   * there is too much; machines get every alert.
   */
  readonly audience: 'people' | 'machines';
  /** Requests a minute that the vendor takes, over all workers; absent when there is no such limit. */
  readonly perMinute?: number | ((settings: Settings) => number | undefined);
  /**
   * What the vendor counts requests by, as a text that is the same for all destinations that share it (a Slack channel,
   * a GitHub token); absent when every destination has a quota of its own. Hashed before it is stored.
   */
  quotaScope?(settings: Settings): string;
  /** What takes longer than a pure function may: an expression of the operator's. `render` finds it in the attempt. */
  prepare?(alert: Alert, settings: Settings): Promise<string | undefined>;
  /** The vendor keeps one of what is sent twice (a key of ours, a document id); a function where the settings say it. */
  readonly isIdempotent?: boolean | ((settings: Settings) => boolean);
  /** Its requests carry the trace of the webhook, as the header `traceparent`: a program of the operator reads it. */
  readonly carriesTrace?: true;
  readonly batch?: Batch<Settings>;
  readonly lookup?: Lookup<Settings>;
  readonly conversation?: Conversation<Settings>;
  /** Absent where nobody can be called. */
  readonly mentions?: Mentions;
  /** What the vendor sends back when somebody answers there. */
  readonly callback?: Callback<Settings>;
}

/** A destination type with its settings' type hidden, so that one registry can hold them all. */
export interface Destination {
  readonly docs: string;
  readonly about: About;
  readonly settings: z.ZodMiniType;
  /** All settings there are, for the nearest valid name. */
  readonly settingNames: readonly string[];
  readonly secrets: readonly string[];
  readonly audience: 'people' | 'machines';
  readonly mentions?: Mentions;
  /** Alerts that it takes in one request; 1 when it takes them one by one. */
  readonly maxItems: number;
  /** The settings that the alert may choose, and how a choice is kept. */
  readonly targets: TargetKinds;
  /** What is valid and may not work, by setting. */
  doubtsOf(settings: unknown): Readonly<Record<string, string>>;
  /** Requests a minute that the vendor takes, by settings whose secrets may still be `${NAME}`; nothing where unknown. */
  perMinuteOf(settings: unknown): number | undefined;
  /** Throws the schema's error when the settings do not fit. */
  connect(settings: unknown): Connected;
}

const shapeOf = (schema: z.ZodMiniType): string[] =>
  'shape' in schema.def && typeof schema.def.shape === 'object' && schema.def.shape !== null
    ? Object.keys(schema.def.shape)
    : [];

/** Ties the settings schema to the code that uses it. What the alert chooses has its default here. */
export function defineDestination<S>(spec: DestinationSpec<S>): Destination {
  const targets = targetKinds(spec.targets ?? [], spec.secrets);
  const atDefault = (input: unknown): unknown => (isFields(input) ? settingsAt(input, targets) : input);
  const read = (input: unknown): S | undefined => spec.settings.safeParse(atDefault(input)).data;
  return {
    docs: spec.docs,
    about: spec.about,
    settings: spec.settings,
    settingNames: shapeOf(spec.settings),
    secrets: spec.secrets,
    targets,
    doubtsOf(input) {
      const settings = read(input);
      return settings === undefined ? {} : (spec.doubts?.(settings) ?? {});
    },
    audience: spec.audience,
    ...(spec.mentions === undefined ? {} : { mentions: spec.mentions }),
    maxItems: spec.batch?.maxItems ?? 1,
    perMinuteOf(input) {
      const { perMinute } = spec;
      if (typeof perMinute !== 'function') return perMinute;
      const settings = read(input);
      return settings === undefined ? undefined : perMinute(settings);
    },
    connect: (input) => connected(spec, spec.settings.parse(atDefault(input))),
  };
}
