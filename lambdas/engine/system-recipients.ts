import type { Config } from '../config/schema.ts';
import type { Destination } from '../destinations/_kit/define-destination.ts';
import { destinations } from '../destinations/index.ts';
import { createSystemRecipients, type SystemRecipients } from '../domain/system-recipients.ts';

const receivers: Readonly<Record<string, Destination>> = destinations;

/** The recipients of system alerts by a configuration. */
export const systemRecipientsOf = (config: Pick<Config, 'routes' | 'destinations'>): SystemRecipients =>
  createSystemRecipients(config, (type) => receivers[type]?.about.group);
