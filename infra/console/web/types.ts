import type * as z from 'zod/mini';
import type { RouteTrace } from '../../../lambdas/domain/route-trace.ts';
import type { Ledger } from '../../../lambdas/engine/api/ledger-schema.ts';
import type { Message } from '../../../lambdas/engine/api/message-view.ts';
import type { Destinations, Sources } from '../../../lambdas/engine/api/overview-schemas.ts';
import type { Rates } from '../../../lambdas/engine/api/rates-schema.ts';
import type { RouteShown } from '../../../lambdas/engine/api/routes.ts';
import type { Sandbox, SandboxReceived } from '../../../lambdas/engine/api/sandbox-view.ts';
import type { AlertDetail, AlertPage as Page, Silences } from '../../../lambdas/engine/api/schemas.ts';
import type { Session } from '../../../lambdas/engine/api/sessions.ts';
import type { Trace } from '../../../lambdas/engine/api/trace-schemas.ts';

// What the API answers, by the schemas that its document is made of. Types alone: nothing of them is bundled.

/** What is read is not changed. */
type Read<T> = T extends (infer Item)[]
  ? readonly Read<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Read<T[Key]> }
    : T;
type Answer<Schema extends z.ZodMiniType> = Read<z.infer<Schema>>;

export type SessionInfo = Answer<typeof Session>;

export type AlertPage = Answer<typeof Page>;
export type AlertSummary = AlertPage['alerts'][number];

export type Detail = Answer<typeof AlertDetail>;
export type Alert = Detail['alert'];
export type DeliveryInfo = Detail['deliveries'][number];
export type DeliveryStatus = DeliveryInfo['status'];
export type AttemptInfo = DeliveryInfo['attempts'][number];

export type DestinationInfo = Answer<typeof Destinations>['destinations'][number];
export type SourceInfo = Answer<typeof Sources>['sources'][number];
export type SilenceInfo = Answer<typeof Silences>['silences'][number];
export type RouteInfo = RouteShown;

type Traced = Answer<typeof Trace>;
export type AlertTrace = Omit<Traced['alerts'][number], 'routes'> & { readonly routes: readonly RouteTrace[] };
export type TraceInfo = Omit<Traced, 'alerts'> & { readonly alerts: readonly AlertTrace[] };

export type LedgerInfo = Answer<typeof Ledger>;

export type { RouteTrace } from '../../../lambdas/domain/route-trace.ts';

export type RatesInfo = Answer<typeof Rates>;
export type MessageInfo = Answer<typeof Message>;

export type SandboxInfo = Answer<typeof Sandbox>;
export type ReceivedInfo = Answer<typeof SandboxReceived>;
