import type { Alert, Attack, Finding, Rule } from './alert.ts';
import type { Actor, Target } from './places.ts';

/** Set by the normalisation, or made of what a detection states otherwise. */
type Completed =
  | 'schema'
  | 'id'
  | 'finding'
  | 'fingerprint'
  | 'source'
  | 'vendor'
  | 'product'
  | 'receivedAt'
  | 'occurredAt'
  | 'actor'
  | 'target'
  | 'attack'
  | 'class'
  | 'rule';

/** An attack as a sender names it: names and tactics of a technique may come from the table of ATT&CK. */
export type StatedAttack = Omit<Attack, 'tactics'> & Partial<Pick<Attack, 'tactics'>>;

/** Where a field may be missing it may also be `undefined`: a detection is read once, and an alert is made of it. */
type Absent<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

/**
 * What a source reads of one report; `sources/_kit/normalize.ts` completes it to an `Alert`.
 * `identity` names the occurrence (the vendor's stable id, or the fields that tell two occurrences apart),
 * `problem` names what is wrong without times, counts, request ids and pod suffixes.
 */
export interface Detection extends Absent<Omit<Alert, Completed>> {
  readonly identity: readonly string[];
  readonly problem: readonly string[];
  /** Absent: `threat` for a detection, `operational` for what Tocsin says about a sender. */
  readonly class?: Alert['class'] | undefined;
  /** What the vendor's rule has beside its id, which is `type`. */
  readonly rule?: Omit<Rule, 'uid'> | undefined;
  /** `status` only where it says more than `state`: `in_progress`, `suppressed`. */
  readonly finding?: (Omit<Finding, 'uid' | 'status'> & Partial<Pick<Finding, 'status'>>) | undefined;
  /** The vendor's own object for this detection, as parsed: what `format: raw` sends. */
  readonly record: unknown;
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  /** Absent when the vendor gives no time: the time of receipt stands in. */
  readonly occurredAt?: string | undefined;
  readonly actor?: Actor | undefined;
  readonly target: Target;
  readonly attack: readonly StatedAttack[];
}
