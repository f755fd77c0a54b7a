/** What is reported of a destination in one system alert for many deliveries. */
export const reportKinds = ['dead', 'uncertain'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Names a report. */
export interface ReportKey {
  readonly destination: string;
  readonly kind: ReportKind;
}

/** A delivery that a report shows as an example. */
export interface ReportExample {
  readonly deliveryId: string;
  readonly reason: string;
  /** The title of its alert. */
  readonly title: string;
}

/** Deliveries that nobody was notified of yet, leased by one worker. */
export interface Report {
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly ReportExample[];
  /** The number of the next system alert of this report. */
  readonly sequence: number;
}

/** What a worker writes when a system alert has reported deliveries. */
export interface Reported {
  readonly count: number;
  readonly sequence: number;
  readonly examples: readonly ReportExample[];
}

/** What is still to be reported, by destination and kind. Times in epoch ms. */
export interface Reports {
  /** Counts deliveries, and keeps some of the examples while there are few. The first of them is due a minute later. */
  add(key: ReportKey, count: number, examples: readonly ReportExample[], nowMs: number): Promise<void>;
  /** Leases a report that has something and is due, for a minute; nothing when there is none. */
  take(key: ReportKey, nowMs: number): Promise<Report | undefined>;
  /** Takes out what was reported; what remains, and what is added, is due at `dueMs`. Once for each sequence number. */
  release(key: ReportKey, reported: Reported, dueMs: number): Promise<void>;
  /** The reports that have something and are due. */
  due(nowMs: number): Promise<readonly ReportKey[]>;
}
