import { get } from './api.ts';
import { hrefOf } from './location.ts';
import type { DestinationInfo, LedgerInfo } from './types.ts';

/** The one line that is always true, and the way to what is wrong. */
export interface Overview {
  readonly text: string;
  readonly tone: 'good' | 'wait' | 'bad';
  readonly href: string;
  readonly destinations: readonly string[];
}

const counted = (n: number, words: string): string[] => (n === 0 ? [] : [`${n} ${words}`]);

/** The way to what is wrong: what needs a person first, then what is down, then what waits. */
function hrefFor(dead: number, unknown: number, down: number, retrying: number): string {
  if (dead > 0) return hrefOf(['alerts'], { status: 'dead' });
  if (unknown > 0) return hrefOf(['alerts'], { status: 'unknown' });
  if (down > 0) return hrefOf(['destinations']);
  return hrefOf(['alerts'], { status: retrying > 0 ? 'retrying' : 'queued' });
}

/** How everything stands, from the ledger and the states of the destinations. */
function overviewOf({ deliveries }: Pick<LedgerInfo, 'deliveries'>, all: readonly DestinationInfo[]): Overview {
  const { dead, unknown, queued, sending, retrying } = deliveries;
  const waiting = queued + sending + retrying;
  const down = all.filter(({ state }) => state === 'refusing').length;
  const paused = all.filter(({ state }) => state === 'paused').length;
  const needs = dead + unknown;
  const parts = [
    ...counted(needs, needs === 1 ? 'needs you' : 'need you'),
    ...counted(waiting, 'waiting'),
    ...counted(down, `destination${down === 1 ? '' : 's'} down`),
    ...counted(paused, 'paused'),
  ];
  const destinations = all.map(({ id }) => id);
  if (parts.length === 0) return { text: 'all delivered', tone: 'good', href: hrefOf(['ledger']), destinations };
  const href = hrefFor(dead, unknown, down + paused, retrying);
  return { text: parts.join(' · '), tone: needs + down > 0 ? 'bad' : 'wait', href, destinations };
}

export async function loadOverview(): Promise<Overview> {
  const [ledger, { destinations }] = await Promise.all([
    get<LedgerInfo>('/v1/ledger'),
    get<{ destinations: DestinationInfo[] }>('/v1/destinations'),
  ]);
  return overviewOf(ledger, destinations);
}
