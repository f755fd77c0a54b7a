/** The exit codes of `tocsin`. */
export const exitCode = {
  ok: 0,
  /** The system refused it, there is no such thing, or a check found mistakes. */
  refused: 1,
  /** The command was called in a wrong way. */
  misuse: 2,
  /** Nothing answers, or the credential is missing or wrong. */
  unreachable: 3,
} as const;

/** An error that is printed as one line, and the exit code that it leads to. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: number;
  constructor(message: string, code: number = exitCode.refused) {
    super(message);
    this.code = code;
  }
}

/** The exit code that an error leads to. */
export const codeOf = (error: unknown): number => (error instanceof CliError ? error.code : exitCode.refused);
