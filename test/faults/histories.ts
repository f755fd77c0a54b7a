import type { ReceiverProps } from './receivers.ts';
import { silence, type World, type WorldProps } from './world.ts';

const tickets: ReceiverProps = {
  id: 'tickets',
  kind: 'lookup',
  audience: 'people',
  perMinute: 300,
  conversation: true,
};
const hook: ReceiverProps = { id: 'hook', kind: 'key', audience: 'machines' };
const chat: ReceiverProps = { id: 'chat', kind: 'neither', audience: 'people', perMinute: 58 };
const siem: ReceiverProps = { id: 'siem', kind: 'neither', audience: 'machines', batchOf: 50 };

/** How a history begins; what follows is time, and whatever goes wrong. */
export interface History {
  readonly title: string;
  readonly props: WorldProps;
  begin(world: World): Promise<void>;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Small histories that together pass through everything that route and deliver do. */
export const histories: readonly History[] = [
  {
    title: 'one alert',
    props: { receivers: [tickets, hook, chat, siem] },
    begin: (world) => world.accept([{ problem: 'p', n: 1, severity: 9 }]),
  },
  {
    title: 'ten alerts in a batch, repeats among them',
    props: { receivers: [tickets, hook, chat, siem] },
    begin: async (world) => {
      await world.accept(numbers(6).map((n) => ({ problem: `p${n % 2}`, n, severity: n < 3 ? 4 : 8 })));
      await world.accept(numbers(4).map((n) => ({ problem: `q${n}`, n, severity: 2 })));
      await world.accept(numbers(4).map((n) => ({ problem: `q${n}`, n, severity: 2 })));
    },
  },
  {
    title: 'groups of groupBy, with news and repeats',
    props: {
      receivers: [tickets, chat],
      routes: [
        {
          name: 'all',
          match: {},
          not: {},
          to: ['tickets', 'chat'],
          grouping: { by: ['kind'], waitSeconds: 5, intervalSeconds: 30 },
        },
        { name: 'alone', match: {}, not: {}, to: ['chat'], grouping: { waitSeconds: 2, intervalSeconds: 30 } },
      ],
    },
    begin: async (world) => {
      await world.accept(numbers(3).map((n) => ({ problem: `p${n}`, n, severity: 8 })));
      await world.turn();
      world.advance(20_000);
      await world.turn();
      await world.accept([
        { problem: 'p0', n: 7, severity: 8 },
        { problem: 'p9', n: 9, severity: 8 },
      ]);
    },
  },
  {
    title: 'a flood over the quota',
    props: { receivers: [{ ...chat, perMinute: 6 }] },
    begin: (world) =>
      world.accept(numbers(10).map((n) => ({ problem: `p${n}`, n, severity: n === 0 ? 10 : 2 + (n % 5) }))),
  },
  {
    title: 'a destination that refuses everybody for a while',
    props: { receivers: [{ ...chat, perMinute: 600 }, tickets] },
    begin: async (world) => {
      world.receivers.get('chat')?.misbehave('401', '401', '401');
      await world.accept(numbers(3).map((n) => ({ problem: `p${n}`, n, severity: 6 })));
    },
  },
  {
    title: 'answers that fail and answers that never come',
    props: { receivers: [tickets, hook, chat, siem] },
    begin: async (world) => {
      world.receivers.get('tickets')?.misbehave('taken-lost', '500');
      world.receivers.get('hook')?.misbehave('taken-lost', '429');
      world.receivers.get('siem')?.misbehave('split', '500');
      await world.accept(numbers(3).map((n) => ({ problem: `p${n}`, n, severity: 5 })));
    },
  },
  {
    title: 'a destination that is down until its fallback is told',
    props: {
      receivers: [tickets, hook],
      routes: [{ name: 'all', match: {}, not: {}, to: ['tickets'], fallback: { to: ['hook'], afterSeconds: 60 } }],
    },
    begin: async (world) => {
      world.receivers.get('tickets')?.misbehave('500', '500', '500', '500', '500', '500', '500');
      await world.accept([{ problem: 'p', n: 1, severity: 9 }]);
    },
  },
  {
    title: 'alerts that a silence holds back, and its end',
    props: { receivers: [chat, hook] },
    begin: async (world) => {
      await silence(world, 'quiet-*', 10 * 60_000);
      await world.accept(numbers(4).map((n) => ({ problem: n < 2 ? `quiet-${n}` : `loud-${n}`, n, severity: 6 })));
      await world.accept([{ problem: 'quiet-9', n: 9, severity: 6 }]);
    },
  },
];
