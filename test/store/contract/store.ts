import { afterAll, beforeAll } from 'vitest';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';

/** A store under test. */
export interface OpenStore extends Stores {
  /** Keeps a webhook as the webhook queue does, where the store keeps its webhooks there. */
  accept(message: WebhookMessage): Promise<void>;
  close(): Promise<void>;
}

/** Opens an empty store. */
export type Open = () => Promise<OpenStore>;

/** One empty store for the tests of a `describe`. */
export function useStore(open: Open): () => OpenStore {
  let store: OpenStore | undefined;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());
  return () => {
    if (store === undefined) throw new Error('the store is not open yet: ask for it within a test');
    return store;
  };
}
