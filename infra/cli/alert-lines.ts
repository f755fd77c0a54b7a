import type { AlertLine } from './alert-pages.ts';
import type { Listing } from './output.ts';

const pad = (text: string): string => text.replace('T', ' ').slice(0, 19);

/** A time as a table shows it: `2026-11-21 20:00:00`, in UTC. */
export const shortTime = (text: string | undefined): string => (text === undefined ? '' : pad(text));

/** How many deliveries are in which state: `2 delivered, 1 dead`. */
function summed(destinations: Readonly<Record<string, string>>): string {
  const states = Object.values(destinations);
  return [...new Set(states)].map((state) => `${states.filter((each) => each === state).length} ${state}`).join(', ');
}

const each = (destinations: Readonly<Record<string, string>>): string =>
  Object.entries(destinations)
    .map(([destination, state]) => `${destination}: ${state}`)
    .join(', ');

/** Alerts as a table; the wide one has the state at each destination. */
export const alertListing = (alerts: readonly AlertLine[], isWide: boolean): Listing => ({
  head: [
    'RECEIVED (UTC)',
    'SEVERITY',
    'STATE',
    'SOURCE',
    'TITLE',
    ...(isWide ? ['CLASS', 'PLACE'] : []),
    'DELIVERIES',
    'ID',
  ],
  rows: alerts.map(({ receivedAt, severity, state, source, title, class: about, place = '', destinations, id }) => [
    shortTime(receivedAt),
    severity,
    state,
    source,
    title,
    ...(isWide ? [about, place] : []),
    isWide ? each(destinations) : summed(destinations),
    id,
  ]),
  elastic: 4,
  none: 'no alerts',
});
