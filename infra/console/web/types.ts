import type { Alert } from '../../../lambdas/domain/alert.ts';
import type { DeliveryStatus } from '../../../lambdas/domain/delivery.ts';

export type { Alert } from '../../../lambdas/domain/alert.ts';
export type { DeliveryStatus } from '../../../lambdas/domain/delivery.ts';
export type { AlertPage, AlertSummary } from '../../../lambdas/domain/listing.ts';

// What the API answers; docs/openapi.json describes it.

export interface SessionInfo {
  readonly name: string;
  readonly access: 'read' | 'operate';
}

export interface AttemptInfo {
  readonly at: string;
  readonly outcome: string;
  readonly httpStatus?: number;
  readonly reason?: string;
  readonly response?: string;
  readonly durationMs: number;
}

export interface DeliveryInfo {
  readonly id: string;
  readonly destination: string;
  readonly status: DeliveryStatus;
  readonly reason?: string;
  readonly receipt?: { readonly id: string; readonly url?: string };
  readonly mergedInto?: string;
  readonly attempts: readonly AttemptInfo[];
}

export interface PersonAnswer {
  readonly state: string;
  readonly author: string;
  readonly at: string;
  readonly via: string;
  readonly note?: string;
}

export interface Detail {
  readonly alert: Alert;
  readonly deliveries: readonly DeliveryInfo[];
  readonly problem?: { readonly state: string; readonly endedAt?: string; readonly answers: readonly PersonAnswer[] };
}

export interface DestinationInfo {
  readonly id: string;
  readonly type: string;
  readonly routes: readonly string[];
  readonly state: 'ok' | 'refusing' | 'paused';
  readonly since?: string;
  readonly reason?: string;
  readonly nextProbeAt?: string;
  readonly pausedBy?: string;
  readonly recent: {
    readonly deliveries: Readonly<Partial<Record<DeliveryStatus, number>>>;
    readonly lastDeliveredAt?: string;
    readonly lastFailure?: { readonly at: string; readonly reason?: string; readonly httpStatus?: number };
    readonly notifySeconds?: { readonly p50: number; readonly p95: number };
  };
}

export interface SourceInfo {
  readonly id: string;
  readonly type: string;
  readonly hookPath: string;
  readonly expectSeconds?: number;
  readonly lastSeenAt?: string;
  readonly isSilent?: true;
  readonly recent: {
    readonly lastHour: number;
    readonly alerts: number;
    readonly unreadable: number;
    readonly gaps: number;
  };
}

export interface SilenceInfo {
  readonly id: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly matchers?: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly author: string;
  readonly reason: string;
  readonly count: number;
  readonly active: boolean;
  readonly ended: boolean;
}

export interface LedgerInfo {
  readonly webhooks: {
    readonly accepted: number;
    readonly empty: number;
    readonly ignored: number;
    readonly duplicate: number;
  };
  readonly alerts: number;
  readonly deliveries: Readonly<Record<DeliveryStatus, number>>;
  readonly balanced: boolean;
  readonly hours?: readonly HourInfo[];
}

/** The counts of one hour. */
export interface HourInfo extends Omit<LedgerInfo, 'hours'> {
  readonly hour: string;
}

export interface RouteInfo {
  readonly name: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly not: Readonly<Record<string, unknown>>;
  readonly matchers?: readonly string[];
  readonly where?: string;
  readonly to: readonly string[];
  readonly continue?: boolean;
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
  readonly routes?: readonly RouteInfo[];
}
