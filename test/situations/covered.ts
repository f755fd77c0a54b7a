/** A fault that was found, or a situation of public bug reports, and the tests that hold it. */
export interface Covered {
  readonly of: string;
  readonly about: string;
  /** Files, each with titles of tests in it, or with names of its cases. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

export const situations = 'situations/';
