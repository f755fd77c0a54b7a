/** An open problem that inhibits others. */
export interface Inhibitor {
  readonly fingerprint: string;
  /** The latest alert of the problem. */
  readonly alertId: string;
  /** Its rule could suppress it too, so that it does not suppress what is so as well. */
  readonly isBoth: boolean;
}

/** The open problems that inhibit others, by rule and values. Written only for alerts that a rule names as a source. */
export interface Inhibitors {
  /** Notes that a problem is open, until a time at most (epoch ms). */
  note(key: string, inhibitor: Inhibitor, untilMs: number): Promise<void>;
  /** Notes that it is over. */
  end(key: string, fingerprint: string): Promise<void>;
  /** Those that are open, at most 100. */
  open(key: string, nowMs: number): Promise<readonly Inhibitor[]>;
}
