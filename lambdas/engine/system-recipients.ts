import type { Config } from '../config/schema.ts';
import { traitsOf } from '../destinations/traits.ts';
import { createSystemRecipients, type SystemRecipients } from '../domain/system-recipients.ts';

/** The recipients of system alerts by a configuration. */
export const systemRecipientsOf = (config: Pick<Config, 'routes' | 'destinations'>): SystemRecipients =>
  createSystemRecipients(config, (type) => traitsOf(type)?.group);
