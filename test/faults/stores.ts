import { dynamodbWorld } from './dynamodb-world.ts';
import { sqliteWorld } from './sqlite-world.ts';
import type { MakeStore } from './world-store.ts';

/** What every history has to end well on. */
export const stores: readonly (readonly [name: 'dynamodb' | 'sqlite', make: MakeStore])[] = [
  ['dynamodb', dynamodbWorld],
  ['sqlite', sqliteWorld],
];
