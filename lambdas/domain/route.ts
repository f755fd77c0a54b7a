import type { Escalation } from './escalation.ts';
import type { Matcher } from './matchers.ts';
import type { MessageSetting } from './message-setting.ts';
import type { Severity } from './severity.ts';
import type { RouteTimes } from './times/route-times.ts';
import type { Fields } from './values/json-fields.ts';

/** Globs by field; a field matches when one of its globs does, and all fields have to. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

/** How alerts make a notification group at a destination, and when the group notifies. */
export interface Grouping {
  /** The paths whose values a group shares; absent: the fingerprint. */
  readonly by?: readonly string[];
  /** How long a new group waits for more alerts before it notifies. */
  readonly waitSeconds: number;
  /** The shortest time between two notifications of a group. */
  readonly intervalSeconds: number;
  /** After this a group that has not ended notifies again, although nothing has changed; absent: never. */
  readonly repeatSeconds?: number;
}

/** What a route says of a delivery beyond where it goes; child routes inherit it. */
export interface RouteSettings {
  /** An alert of the same problem within so many seconds joins its group; absent: the default. */
  readonly repeatSeconds?: number;
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
  readonly grouping?: Grouping;
  /** The end of a problem is not sent. */
  readonly sendResolved?: false;
  /** The wording of messages that this route sends. */
  readonly message?: MessageSetting;
  readonly escalate?: readonly Escalation[];
  /** When it notifies; absent: always. */
  readonly times?: RouteTimes;
  /** Severities that its times do not keep back. */
  readonly urgent?: readonly Severity[];
  /** By destination, settings that hold for the alerts of this route. */
  readonly overrides?: Readonly<Record<string, Fields>>;
}

/** A rule that sends matching alerts to destinations. `name` of a child begins with that of its parent and `/`. */
export interface Route extends RouteSettings {
  readonly name: string;
  readonly match: Conditions;
  readonly not: Conditions;
  /** Alertmanager's matchers; all of them must hold. */
  readonly matchers?: readonly Matcher[];
  readonly where?: string;
  readonly to: readonly string[];
  /** Whether the routes after it are looked at too when it matches; absent: at the top level yes, for a child no. */
  readonly continue?: boolean;
  /** Child routes: when one of them matches, it decides in place of this route. */
  readonly routes?: readonly Route[];
}

/** All routes of a tree, each before its children. */
export const flatRoutes = (routes: readonly Route[]): Route[] =>
  routes.flatMap((route) => [route, ...flatRoutes(route.routes ?? [])]);
