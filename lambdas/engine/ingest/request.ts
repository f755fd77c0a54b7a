/** All that is known of a request to a hook before its body is read; header names are lower-case. */
export interface HookHead {
  readonly method: string;
  readonly source: string;
  readonly pathToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A name that was given several times has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Who connected: the socket's own word, or what a trusted proxy says; never what a stranger's header claims. */
  readonly address: string;
  /** Whether a body is announced. */
  readonly hasBody: boolean;
}

/** One HTTP request to a hook, as the edge decoded it. */
export interface HookRequest extends Omit<HookHead, 'hasBody'> {
  readonly body: Uint8Array;
}
