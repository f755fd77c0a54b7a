import type { Detection } from './alert.ts';

/** What came with the payload; header names are lower-case. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  /** RFC 3339 UTC with milliseconds. */
  readonly receivedAt: string;
  /** True when the JSON was invalid and had to be repaired. */
  readonly repaired: boolean;
}

/**
 * What a payload turned out to be. `ignored`: recognised and not an alert (ping, test, telemetry, inventory),
 * with the reason in one word. `empty`: nothing in it. `unreadable`: not this vendor's shape at all.
 */
export type Reading =
  | { readonly kind: 'alerts'; readonly detections: readonly Detection[] }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * A sender: one file in `sources/`. `read` is pure and tolerant: unknown keys and enum values never fail it.
 * The payload is parsed JSON (integers beyond 2^53 arrive as strings of their digits).
 */
export interface Source {
  readonly vendor: string;
  readonly product: string;
  /** The vendor's page that describes the wire format. */
  readonly docs: string;
  read(payload: unknown, received: Received): Reading;
}

export const defineSource = (source: Source): Source => source;
