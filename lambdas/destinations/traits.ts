import type { Group } from '../domain/destination-group.ts';
import { traits } from './traits-list.ts';

/** What routing needs of a destination. */
export interface Traits {
  readonly group: Group;
  /** Whether it takes many alerts in one request. */
  readonly takesBatches: boolean;
}

const byType: Readonly<Record<string, Traits>> = traits;

/** The traits of a type, without its adapter; nothing for an unknown one. */
export const traitsOf = (type: string): Traits | undefined => (Object.hasOwn(byType, type) ? byType[type] : undefined);
