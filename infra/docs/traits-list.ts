import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';

/** The traits of all destinations, for routing, which loads none of them. */
export const TRAITS_FILE = 'lambdas/destinations/traits-list.ts';

const nameOf = (type: string): string => (/^\w+$/.test(type) ? type : `'${type}'`);

const lineOf = ([type, { about, maxItems }]: readonly [string, Destination]): string =>
  `  ${nameOf(type)}: { group: '${about.group}', takesBatches: ${maxItems > 1} },\n`;

/** What the file holds: the traits as the destinations declare them. */
export const traitsText = (): string => `// Written by "npm run docs" from what the destinations declare.
import type { Group } from '../domain/destination-group.ts';
import type { DestinationType } from './registry.ts';

/** Which group every destination belongs to, and whether it takes many alerts in one request: routing loads none of them. */
export const traits: Readonly<Record<DestinationType, { readonly group: Group; readonly takesBatches: boolean }>> = {
${Object.entries(destinations).map(lineOf).join('')}};
`;
