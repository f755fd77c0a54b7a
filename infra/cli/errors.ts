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

/** What AWS and its SDK call an error of a credential that is missing, wrong or too weak. */
const isOfCredential = ({ name }: Error): boolean =>
  /Credential|AccessDenied|UnrecognizedClient|ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch/.test(name);

/** The exit code that an error leads to. */
export function codeOf(error: unknown): number {
  if (error instanceof CliError) return error.code;
  return error instanceof Error && isOfCredential(error) ? exitCode.unreachable : exitCode.refused;
}
