import { destinations } from '../../lambdas/destinations/index.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';

/** What it costs to read a webhook and to render its alerts for a webhook, and what parsing and writing the JSON costs. */
export interface ReadingCost {
  readonly type: string;
  readonly bodies: number;
  /** Milliseconds of the processor for one body. */
  readonly ownMs: number;
  readonly floorMs: number;
}

interface Body {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const receivedAt = '2026-11-30T10:00:00.000Z';
const headers = { 'content-type': 'application/json' };
const receiver = destinations.webhook.connect({ url: 'https://receiver.example.test/in' });

/** The bodies of a type that are JSON and become detections. */
const bodiesOf = (type: string): Body[] =>
  sourceCases(type)
    .filter(({ kinds, text }) => kinds[0] === 'detection' && text === undefined)
    .map((one) => ({ bytes: bytesOf(one), text: bytesOf(one).toString('utf8') }));

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function costOf(type: 'akto' | 'generic', rounds: number): ReadingCost {
  const bodies = bodiesOf(type);
  const attempt = { possibleDuplicate: false } as Parameters<typeof receiver.render>[1];
  const own = () => {
    for (const { bytes } of bodies) {
      const result = read(sources[type], { bytes, headers, sourceId: 'edge', receivedAt });
      if (result.kind === 'alerts') for (const { alert } of result.alerts) receiver.render(alert, attempt);
    }
  };
  const floor = () => {
    for (const { text } of bodies) JSON.stringify(JSON.parse(text));
  };
  const times = (work: () => void, count: number) => cpuMs(() => Array.from({ length: count }, work)) / count;
  // The compiler has to have seen all of them before anything is measured.
  times(own, 300);
  times(floor, 300);
  const pairs = Array.from({ length: rounds }, () => [times(own, 60), times(floor, 600)] as const);
  return {
    type,
    bodies: bodies.length,
    // What else the machine does only ever adds to a time.
    ownMs: Math.min(...pairs.map(([ms]) => ms)) / bodies.length,
    floorMs: Math.min(...pairs.map(([, ms]) => ms)) / bodies.length,
  };
}

/** The processor's time of our own code from the bytes of a webhook to the request, by source. */
export const readingCosts = (rounds: number): readonly ReadingCost[] => [
  costOf('akto', rounds),
  costOf('generic', rounds),
];
