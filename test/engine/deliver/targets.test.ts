/** Messages of one destination by their targets. */
import { expect, it } from 'vitest';
import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import type { DeliveryTarget } from '../../../lambdas/domain/delivery-target.ts';
import { alertId } from '../route/alerts.ts';
import { answer, messageOf, plain, world } from './world.ts';

/** A destination whose target is the title of the alert. */
const byTitle = (target: DeliveryTarget = {}): Connected =>
  plain({
    target,
    ...('to' in target && target['to'] !== 'default' ? { targetScope: `to=${String(target['to'])}` } : {}),
    targetOf: async ({ title }) => ({ to: title }),
    render: ({ id }) => ({
      method: 'POST',
      url: `https://receiver.example.test/${String(target['to'] ?? 'default')}`,
      headers: {},
      body: id,
    }),
  });

const titled = (n: number, title: string) => {
  const message = messageOf(n);
  return { ...message, alert: { ...message.alert, title } };
};

/** What carries alerts, as a digest or a summary does. */
const carrier = (n: number, members: readonly number[]) => ({
  ...titled(n, 'a summary'),
  carries: members.map((member) => ({ alertId: alertId(member), hour: '2026-11-21T20' })),
});

function here() {
  const made = world({ soc: byTitle() });
  made.ports.destination = async (_, target) => byTitle(target);
  return made;
}
const paths = ({ requests }: ReturnType<typeof here>): string[] => requests.map(({ url }) => new URL(url).pathname);

it('each goes to its own, in one run', async () => {
  const at = here();
  await at.run(titled(1, 'a'), titled(2, 'b'), titled(3, 'a'));
  expect(paths(at).toSorted()).toEqual(['/a', '/a', '/b']);
});

it('what carries alerts of one target goes there, of several to the default', async () => {
  const at = here();
  await at.run(titled(1, 'a'), titled(2, 'a'), titled(3, 'b'));
  at.requests.length = 0;
  await at.run(carrier(10, [1, 2]), carrier(11, [1, 3]));
  expect(paths(at).toSorted()).toEqual(['/a', '/default']);
});

it('one that refuses is held up alone', async () => {
  const at = here();
  at.answers(({ url }) => answer(url.endsWith('/a') ? 401 : 200));
  await at.run(titled(1, 'a'));
  await at.run(titled(2, 'a'), titled(3, 'b'));
  expect(paths(at)).toEqual(['/a', '/b']);
  expect(at.row(titled(3, 'b'))?.status).toBe('delivered');
});
