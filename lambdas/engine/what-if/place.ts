import type { ProblemState } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import type { TimeIntervals } from '../../domain/times/route-times.ts';
import type { Counter } from './figures.ts';
import type { Timeline } from './timeline.ts';

/** One destination of a configuration, as what-if sees it. */
export interface Place {
  readonly id: string;
  readonly audience: 'people' | 'machines';
  readonly perMinute: number | undefined;
  /** Alerts that it takes in one request. */
  readonly maxItems: number;
  readonly timeIntervals: TimeIntervals;
  readonly counter: Counter;
  readonly timeline: Timeline;
  /** The open problem that inhibits an alert now; absent where the configuration has no such rules. */
  readonly inhibitedBy?: (alert: Alert) => boolean;
  /** How the problem of an alert stands by what its sender said. */
  problemOf(fingerprint: string): ProblemState | undefined;
}

/** An alert that was stored, with what decided about it besides the configuration. */
export interface PastAlert {
  readonly alert: Alert;
  readonly webhookId: string;
  /** The silence that it fell under. */
  readonly silence?: string;
}
