export type Path = readonly (string | number)[];

/** One thing that is wrong with the configuration. `atKey`: the key itself is meant, not its value. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly atKey?: boolean;
}
