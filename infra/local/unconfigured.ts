import type { Unconfigured } from '../../lambdas/store/sqlite/unconfigured.ts';

/** What a start says of deliveries that wait for a destination that is not configured any more. */
export function unconfiguredLine({ destination, deliveries, isAtLeast }: Unconfigured): string {
  const count = `${deliveries.toLocaleString('en-US')}${isAtLeast ? ' or more' : ''}`;
  const what = deliveries === 1 && !isAtLeast ? '1 delivery waits' : `${count} deliveries wait`;
  return (
    `${what} for the destination "${destination}", which is not configured: configure it again under this name, or send ` +
    `them to another one with "npx --no tocsin replay --status S --destination ${destination} --to ID --yes", once for each ` +
    'of the states queued, retrying and unknown'
  );
}
