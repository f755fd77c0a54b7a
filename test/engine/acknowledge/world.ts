import { type AnswerPorts, acknowledge, type By, resolve } from '../../../lambdas/engine/acknowledge/acknowledge.ts';
import type { Vendor } from '../../faults/vendors.ts';
import { createWorld, type World, type WorldProps } from '../../faults/world.ts';

const portsOf = (world: World, destinationIds: readonly string[]): AnswerPorts => ({
  ...world.stores,
  deliveryQueue: world.store.outside.deliveryQueue,
  destinationIds,
  wait: async () => undefined,
  now: Date.now,
  log: (event, fields) => world.events.push({ event, fields }),
});

export const byApi: By = { author: 'Anna', via: 'api' };

const sources: NonNullable<WorldProps['sources']> = {
  any: { type: 'generic', auth: { scheme: 'none' }, successStatus: 202 },
};

export interface Sent {
  readonly severity?: string;
  readonly status?: string;
  readonly id?: string;
  readonly host?: string;
}

const MINUTE_MS = 60_000;

/** Lets minutes pass, with the short runs of reconcile that there are in them. */
export async function letPass(world: World, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    while (await world.turn());
    world.advance(MINUTE_MS);
    await world.moveDue();
  }
  while (await world.turn());
}

/** A world whose source reports one problem, and what persons do about it. */
export function problemWorld(vendors: readonly Vendor[], props: Partial<WorldProps> = {}) {
  const world = createWorld({ receivers: [], vendors, sources, ...props });
  const ports = portsOf(
    world,
    vendors.map(({ id }) => id),
  );
  let n = 0;
  const report = ({ severity = 'high', status = 'open', id, host = 'a' }: Sent = {}) => {
    n += 1;
    return world.post('any', JSON.stringify({ id: id ?? `e${n}`, title: 'Host down', host, status, severity }));
  };
  const alertIds = async () => (await world.store.alertIds()).filter((id) => id.startsWith('any:'));
  return {
    world,
    ports,
    report,
    alertIds,
    /** Reports it, and lets everything come to rest. */
    async happens(sent: Sent = {}) {
      await report(sent);
      await world.drain();
    },
    firstId: async () => (await alertIds())[0] ?? '',
    acknowledge: (alertId: string, by: By = byApi) => acknowledge(alertId, by, ports),
    resolve: (alertId: string, by: By = byApi) => resolve(alertId, by, ports),
  };
}
