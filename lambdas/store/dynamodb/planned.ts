import type { Planned } from '../../engine/ports/alerts.ts';

type Item = Readonly<Record<string, unknown>>;

export const plannedOf = (item: Item): string[] => (Array.isArray(item['planned']) ? item['planned'].map(String) : []);

const textOf = (item: Item, name: 'silence' | 'batch') =>
  typeof item[name] === 'string' ? { [name]: item[name] } : {};

/** What an alert's row, or its entry in the index by time, says of its deliveries. */
export const plannedIn = (item: Item): Planned => ({
  alertId: String(item['alertId']),
  planned: plannedOf(item),
  ...textOf(item, 'silence'),
  ...textOf(item, 'batch'),
  ...(Array.isArray(item['batchDestinations']) ? { batchDestinations: item['batchDestinations'].map(String) } : {}),
});
