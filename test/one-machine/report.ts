/** Where a run says what it does and finds. */
export interface Report {
  say(line: string): void;
  /** One statement that has to hold, with what was found. */
  check(what: string, holds: boolean, found?: string): void;
  /** What cannot be looked at here, and why. */
  skip(what: string, why: string): void;
  /** What does not hold so far. */
  readonly broken: readonly string[];
}

/** A report that goes to a stream and remembers what does not hold. */
export function reportTo(write: (line: string) => void) {
  const broken: string[] = [];
  const skipped: string[] = [];
  const report: Omit<Report, 'broken'> = {
    say: (line) => write(`  ${line}`),
    check(what, holds, found = '') {
      const line = `${what}${found === '' ? '' : `: ${found}`}`;
      if (!holds) broken.push(line);
      write(`  ${holds ? 'holds ' : 'BROKEN'} ${line}`);
    },
    skip(what, why) {
      skipped.push(what);
      write(`  SKIPPED ${what}: ${why}`);
    },
  };
  return { ...report, broken, skipped };
}

/** Numbers that a run can be given by name: `--kills=3`. */
export type Options = Readonly<Record<string, number>>;

/** One fault run. */
export interface FaultRun {
  readonly about: string;
  run(options: Options, report: Report): Promise<void>;
}
