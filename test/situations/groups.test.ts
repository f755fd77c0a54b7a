/** What digests and summaries of repeats carry and count. */
import { describe, expect, it } from 'vitest';
import type { DeliveriesMessage, DeliveryMessage } from '../../lambdas/domain/delivery.ts';
import { type GroupMember, memberOf, problemKey } from '../../lambdas/domain/group.ts';
import { kept } from '../engine/deliver/kept.ts';
import { messageOf, plain, world as worldOver } from '../engine/deliver/world.ts';

const MEMBERS = 250;
const DIGEST = { v: 2, flush: { destination: 'soc', name: 'digest' } } as const;

/** An alert of a problem of its own, whose title takes many units. */
const long = (n: number): DeliveryMessage => {
  const message = messageOf(n);
  const fingerprint = n.toString(16).padStart(32, '0');
  return { ...message, alert: { ...message.alert, severity: 'low', fingerprint, title: `${'🚨'.repeat(150)} ${n}` } };
};

const carriers = (sent: readonly DeliveriesMessage[]): DeliveryMessage[] =>
  sent.flatMap((message) => ('alert' in message && message.carries !== undefined ? [message] : []));

describe.each(Object.entries(kept))('on %s', (_, make) => {
  const world = (perMinute: number) => worldOver({ soc: plain({ audience: 'people', perMinute }) }, make);

  // B10
  it('a digest carries every alert that it counts, however long their titles are, and none comes in the next one', async () => {
    const here = world(1);
    const first = messageOf(0);
    const all = Array.from({ length: MEMBERS }, (_, n) => long(n + 1));
    await here.run({ ...first, alert: { ...first.alert, severity: 'critical' } });
    await here.run(...all);
    here.wait(20_000);
    await here.run(DIGEST);
    const [digest, ...more] = carriers(here.sent);
    expect(more).toEqual([]);
    expect(digest?.alert.title).toBe(`${MEMBERS} alerts: ${MEMBERS} low`);
    expect(new Set(digest?.carries?.map(({ alertId }) => alertId))).toEqual(new Set(all.map(({ alert }) => alert.id)));
    here.wait(60_000);
    if (digest !== undefined) await here.run(digest);
    expect(new Set(all.map((message) => here.row(message)?.status))).toEqual(new Set(['merged']));
    expect(await here.run(DIGEST)).toEqual([{ kind: 'done' }]);
    expect(carriers(here.sent)).toHaveLength(1);
  });

  // B15
  it('a problem that ends and comes back between two summaries is counted by its occurrences, not by its ends', async () => {
    const here = world(600);
    const problem = messageOf(0);
    const key = problemKey('soc', problem.alert.fingerprint);
    await here.run(problem);
    const member = (n: number, state: 'open' | 'resolved'): GroupMember => {
      const { alert, hour } = messageOf(n);
      const receivedAt = new Date(here.ports.now() + (state === 'open' ? 1 : 0)).toISOString();
      return memberOf({ ...alert, state, receivedAt, title: 'Host down' }, hour);
    };
    for (const round of [1, 2, 3]) {
      const due = { ms: here.ports.now(), isUrgent: true };
      await here.ports.groups.add(key, [member(2 * round, 'resolved'), member(2 * round + 1, 'open')], due, due.ms);
      await here.run({ v: 2, flush: key });
      here.wait(3_600_000);
    }
    expect(carriers(here.sent).map(({ alert }) => alert.title)).toEqual([
      'Again 1 × (2 in all): Host down',
      'Again 1 × (3 in all): Host down',
      'Again 1 × (4 in all): Host down',
    ]);
  });
});
