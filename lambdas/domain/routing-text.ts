import type { GroupOptions } from './delivery.ts';
import type { Routed } from './routing.ts';
import { spanOf } from './values/duration.ts';

function groupText(destination: string, group: GroupOptions): string {
  const { shared, waitSeconds, intervalSeconds, repeatSeconds } = group;
  const of = shared === '' ? '' : ` (${shared})`;
  const again = repeatSeconds === undefined ? '' : `, and again after ${spanOf(repeatSeconds)}`;
  return `group at ${destination}${of}: after ${spanOf(waitSeconds)}, then at most every ${spanOf(intervalSeconds)}${again}`;
}

/** Where an alert goes and why, in lines for people: the routes that decide, their destinations, and its groups. */
export function routingLines({ routes, destinations, options }: Routed): string[] {
  if (routes.length === 0) return ['no route applies: it is recorded, and nobody is notified'];
  const groups = destinations.flatMap((name) => {
    const group = options[name]?.group;
    return group === undefined ? [] : [groupText(name, group)];
  });
  return [`${routes.length === 1 ? 'route' : 'routes'} ${routes.join(', ')}: ${destinations.join(', ')}`, ...groups];
}
