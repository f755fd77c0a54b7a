import { describe, expect, it } from 'vitest';
import type { DeliveryMessage } from '../../../lambdas/domain/delivery.ts';
import { kept } from './kept.ts';
import { messageOf, plain, world } from './world.ts';

/** A delivery of a finding that its sender suppressed. */
function suppressedOf(n: number, destination: string): DeliveryMessage {
  const message = messageOf(n, destination);
  const finding = { ...message.alert.finding, status: 'suppressed' } as const;
  return { ...message, alert: { ...message.alert, finding } };
}

describe.each(Object.entries(kept))('on %s: a finding that its sender suppressed', (_, make) => {
  const create = () => world({ soc: plain({ audience: 'people' }), siem: plain({ audience: 'machines' }) }, make);

  it('notifies nobody, and its delivery ends suppressed with the reason', async () => {
    const here = create();
    expect(await here.run(suppressedOf(1, 'soc'))).toEqual([{ kind: 'done' }]);
    expect(here.requests).toEqual([]);
    expect(here.row(suppressedOf(1, 'soc'))).toMatchObject({ status: 'suppressed', reason: 'suppressed_by_sender' });
    expect(await here.books()).toMatchObject({ suppressed: 1 });
  });

  it('is an update for a machine', async () => {
    const here = create();
    await here.run(suppressedOf(1, 'siem'));
    expect(here.requests.length).toBe(1);
  });

  it('is sent to people when somebody asks for it', async () => {
    const here = create();
    await here.run({ ...suppressedOf(1, 'soc'), isReplay: true });
    expect(here.requests.length).toBe(1);
  });
});
