import type { Destination } from './_kit/define-destination.ts';
import { isDestinationType, registry } from './registry.ts';

/** The destination of a type; nothing for an unknown one. */
export const loadDestination = async (type: string): Promise<Destination | undefined> =>
  isDestinationType(type) ? registry[type]() : undefined;
