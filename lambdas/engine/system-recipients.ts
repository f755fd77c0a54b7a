import type { Config } from '../core/config/schema.ts';
import type { Destination } from '../core/destination.ts';
import { createSystemRecipients, type SystemRecipients } from '../core/system-recipients.ts';
import { destinations } from '../destinations/index.ts';

const receivers: Readonly<Record<string, Destination>> = destinations;

/** The recipients of system alerts by a configuration. */
export const systemRecipientsOf = (config: Pick<Config, 'routes' | 'destinations'>): SystemRecipients =>
  createSystemRecipients(config, (type) => receivers[type]?.about.group);
