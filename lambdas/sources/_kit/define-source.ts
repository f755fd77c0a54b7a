import type { Detection } from '../../domain/detection.ts';
import type { Pause } from '../../domain/values/cooperative-yield.ts';
import type { Later } from '../../domain/values/deferred.ts';
import type { Fields } from '../../domain/values/json-fields.ts';

/** What came with the payload; header names are lower-case. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  /** RFC 3339 UTC with milliseconds. */
  readonly receivedAt: string;
  /** True when the JSON was invalid and had to be repaired. */
  readonly repaired: boolean;
  /** What the payload came wrapped in, without the payload itself: the fields of an SNS message or an EventBridge event. */
  readonly envelope?: Fields;
  /** For `inTurns` over what may be thousands of records; absent when all of it is to be read at once. */
  readonly pause?: Pause;
}

/**
 * What a payload turned out to be. `ignored`: recognised and not an alert (ping, test, telemetry, inventory),
 * with the reason in one word, and for a test what it would be if it were none: `testPayload: deliver` lets that
 * through. `empty`: nothing in it. `unreadable`: not this vendor's shape at all.
 */
export type Reading =
  | {
      readonly kind: 'alerts';
      readonly detections: readonly Detection[];
      /** Paths of fields that are not known of the sender. */
      readonly unknownFields?: readonly string[];
    }
  | { readonly kind: 'ignored'; readonly reason: string; readonly detections?: readonly Detection[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The same as a test that it was recognised as: no alerts but what they would be. */
export const asTest = (reading: Reading): Reading =>
  reading.kind === 'alerts' ? { kind: 'ignored', reason: 'test', detections: reading.detections } : reading;

/** What a sender's page in the docs says. */
export interface SourceAbout {
  /** As its vendor writes it: `Falco, by http_output`. */
  readonly name: string;
  /** What to click or write in that product, a step each; `{url}` stands for the hook's URL. */
  readonly setup: readonly string[];
  /** The credential that it can send, as it stands under `auth:` in `tocsin.yaml`: `{ bearer: "${FALCO_HOOK_TOKEN}" }`. */
  readonly auth: string;
  /** What its steps need besides, as it stands in `tocsin.yaml`: `{ successStatus: 200 }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** What arrives, and how often. */
  readonly arrives: string;
  /** What becomes of it: title, severity, what counts as the same problem, what resolves it. */
  readonly becomes: string;
  /** What one should know: alerts that the sender may lose, a limit of its own. */
  readonly notes?: readonly string[];
}

/**
 * A sender: one file in `sources/`. `read` is pure and tolerant: unknown keys and enum values never fail it. It waits for nothing but
 * the pauses that it was given.
 * The payload is parsed JSON (integers beyond 2^53 arrive as strings of their digits; the second of two fields of one
 * name as `name (2)`), form fields by name, or the text of a body that is neither. Newline-delimited JSON is a list.
 */
export interface Source {
  readonly vendor: string;
  readonly product: string;
  /** The vendor's page that describes the wire format. */
  readonly docs: string;
  readonly about: SourceAbout;
  /**
   * The paths of all fields that are known of it, for telling when the sender changes its format: `a.b`, `list[].c`,
   * and `labels.*` where names are the user's own; with the JSON types where they are known, `timestamp:number|string`.
   * Absent when any field may come.
   */
  readonly fields?: readonly string[];
  /** The vendor's own hosts: an address there in an alert becomes a link (`*.akto.io`). */
  readonly consoles?: readonly string[];
  read(payload: unknown, received: Received): Later<Reading>;
}

/** Whatever reads payloads: a source, or one of which the configuration says more, such as expressions that take their time. */
export type Reader = Pick<Source, 'vendor' | 'product' | 'consoles' | 'read'>;

export const defineSource = (source: Source): Source => source;
