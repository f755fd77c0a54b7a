import type { Config } from '../config/schema.ts';
import type { Answering } from '../engine/answers/ports.ts';
import { createDestinations } from '../engine/deliver/destinations.ts';
import type { Send } from '../engine/ports/transport.ts';
import { answersKey } from '../engine/signed-links/key.ts';
import type { Secrets } from './secrets.ts';

/** What callbacks of vendors and signed links need: the destinations with their secrets, the key, and a way out. */
export const answeringOf = (
  config: Pick<Config, 'destinations' | 'publicUrl'>,
  secrets: () => Promise<Secrets>,
  send: Send,
): Answering => ({
  destinationTypes: Object.fromEntries(Object.entries(config.destinations).map(([id, { type }]) => [id, type])),
  destination: createDestinations(config, secrets),
  answersKey: async () => answersKey(await secrets()),
  send,
});
