import type { Config } from '../../config/schema.ts';
import { splitCommon } from '../../config/split-common.ts';
import { loadDestination } from '../../destinations/load.ts';
import { limitsOf } from '../../domain/delivery-limits.ts';
import type { ReleaseLimits } from './release-parked.ts';

/** The limits of all configured destinations for what is released of their parked deliveries. */
export const releaseLimitsOf = (config: Pick<Config, 'destinations'>): ReleaseLimits[] =>
  Object.entries(config.destinations).map(([destination, { type, ...settings }]) => ({
    destination,
    giveUpAfterMs: limitsOf(settings).giveUpAfterMs,
    perMinute: async () => (await loadDestination(type))?.perMinuteOf(splitCommon(settings).own),
  }));
