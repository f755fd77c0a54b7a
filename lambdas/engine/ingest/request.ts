/** One HTTP request to a hook, as the edge decoded it; header names are lower-case. */
export interface HookRequest {
  readonly method: string;
  readonly source: string;
  readonly pathToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A name that was given several times has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  /** Who connected: the socket's own word, and not what a header claims. */
  readonly address: string;
}
