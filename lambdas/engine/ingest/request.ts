/** All that is known of a request to a hook before its body is read; header names are lower-case. */
export interface HookHead {
  readonly method: string;
  readonly source: string;
  readonly pathToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A name that was given several times has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /**
   * The address of the sender: that of the connection, or the one that a trusted proxy names. Other headers are not
   * trusted.
   */
  readonly address: string;
  /** Whether the headers announce a body. */
  readonly hasBody: boolean;
}

/** One HTTP request to a hook, as the edge decoded it. */
export interface HookRequest extends Omit<HookHead, 'hasBody'> {
  readonly body: Uint8Array;
}
