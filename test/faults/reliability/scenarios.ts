import { setTimeout as sleep } from 'node:timers/promises';
import type { Manner } from '../../one-machine/receiver.ts';
import type { Stage } from './stage.ts';

/** A fault, and how it is made while alerts come. */
export interface Scenario {
  readonly name: string;
  /** How the receiver behaves when the first alert comes. */
  readonly manner: Manner;
  /** Whether a second destination never answers. */
  readonly hasHangingNeighbour?: true;
  /** What happens while alerts come; afterwards the receiver is well again. */
  during(stage: Stage): Promise<void>;
}

/** How long a receiver is ill, ms: long enough that its circuit breaker opens. */
const OUTAGE_MS = 8_000;

const outage = (): Promise<void> => sleep(OUTAGE_MS);

async function killTwice(stage: Stage): Promise<void> {
  for (let kill = 0; kill < 2; kill += 1) {
    await sleep(1_500);
    await stage.restart();
  }
}

/** What a destination and a machine do wrong most often. */
export const scenarios: readonly Scenario[] = [
  { name: 'nothing is wrong', manner: 'well', during: () => sleep(1_000) },
  { name: '429 storm: every request is refused, to be repeated in a second', manner: 'limited', during: outage },
  { name: '500 storm: every request fails', manner: 'broken', during: outage },
  {
    name: 'resets: every request is processed and the connection closed without an answer',
    manner: 'cut',
    during: outage,
  },
  { name: 'kill -9, twice, under load', manner: 'well', during: killTwice },
  { name: 'kill -9, twice, while the destination answers 503', manner: 'ill', during: killTwice },
  { name: 'a neighbour that never answers', manner: 'well', hasHangingNeighbour: true, during: () => sleep(1_000) },
];
