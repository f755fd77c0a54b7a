import type { Matcher } from './matchers.ts';
import type { MessageSetting } from './message-setting.ts';

/** Globs by field; a field matches when one of its globs does, and all fields have to. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

export interface Route {
  readonly name: string;
  readonly match: Conditions;
  readonly not: Conditions;
  /** Alertmanager's matchers; all of them must hold. */
  readonly matchers?: readonly Matcher[];
  readonly where?: string;
  readonly to: readonly string[];
  readonly repeatSeconds?: number;
  /** The wording of messages that this route sends. */
  readonly message?: MessageSetting;
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
}
