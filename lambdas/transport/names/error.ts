/** Why a name has no address: no answer in time, no such name, or a temporary failure. */
export type NameCode = 'NAME_TIMEOUT' | 'ENOTFOUND' | 'EAI_AGAIN';

/** A name without an address. The name is not in the message, because some hosts are part of a secret URL. */
export class NameError extends Error {
  readonly code: NameCode;

  constructor(code: NameCode) {
    super(`the host name has no address: ${code}`);
    this.code = code;
  }
}

/** The code of an error of `node:dns`, if it has one. */
export const dnsCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** The reason for any error of a look-up. */
export function nameErrorOf(error: unknown): NameError {
  if (error instanceof NameError) return error;
  return new NameError(dnsCodeOf(error) === 'ENOTFOUND' ? 'ENOTFOUND' : 'EAI_AGAIN');
}
