import type { Config } from '../../config/schema.ts';
import { splitCommon } from '../../config/split-common.ts';
import type { Destination } from '../../destinations/_kit/define-destination.ts';
import { destinations } from '../../destinations/index.ts';
import { limitsOf } from '../../domain/delivery-limits.ts';
import type { ReleaseLimits } from './release-parked.ts';

const registry: Readonly<Record<string, Destination>> = destinations;

/** The limits of all configured destinations for what is released of their parked deliveries. */
export const releaseLimitsOf = (config: Pick<Config, 'destinations'>): ReleaseLimits[] =>
  Object.entries(config.destinations).map(([destination, { type, ...settings }]) => {
    const perMinute = registry[type]?.perMinuteOf(splitCommon(settings).own);
    const { giveUpAfterMs } = limitsOf(settings);
    return { destination, giveUpAfterMs, ...(perMinute === undefined ? {} : { perMinute }) };
  });
