/** The name of an error, for texts that must not show what it says: the message may quote what somebody sent. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'error');

/** An error as a log shows it: its name and its message. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'error';
