/** Bodies that are too large for a message or a row. */
export interface Blobs {
  store(key: string, bytes: Uint8Array): Promise<void>;
  /** Throws when there is none. */
  load(key: string): Promise<Uint8Array>;
}
