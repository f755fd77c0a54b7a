import type { Alert } from '../../../domain/alert.ts';
import { truncate } from '../../../domain/values/text.ts';

/** How long a text may be, in characters, and how many of a kind are kept. */
interface Room {
  readonly text: number;
  readonly many: number;
}

/** Tried from the left. The last is so small that whatever is made of it fits into a few kilobytes. */
const rooms: readonly Room[] = [
  { text: 8192, many: 64 },
  { text: 4096, many: 32 },
  { text: 2048, many: 32 },
  { text: 1024, many: 32 },
  { text: 512, many: 24 },
  { text: 256, many: 12 },
  { text: 128, many: 8 },
  { text: 64, many: 4 },
  { text: 32, many: 1 },
  { text: 16, many: 1 },
];
const ID_MAX = 300;

/** Among the facts of an alert that was shortened, so that nobody takes it for the whole. */
export const SHORTENED = 'tocsin.shortened';

/** Texts cut and lists shortened, at any depth of what the schema of the alert allows. */
function cut<T>(value: T, room: Room): T;
function cut(value: unknown, room: Room): unknown {
  if (typeof value === 'string') return truncate(value, room.text);
  if (Array.isArray(value)) return value.slice(0, room.many).map((item) => cut(item, room));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, room)]));
}

const namedOf = (texts: Readonly<Record<string, string>>, { text, many }: Room): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .slice(0, many)
      .map(([name, value]) => [truncate(name, text), truncate(value, text)]),
  );

function shortened(alert: Alert, room: Room): Alert {
  const { labels, facts, evidence, ...rest } = alert;
  const kept = cut(rest, room);
  return {
    ...kept,
    id: truncate(alert.id, ID_MAX),
    fingerprint: truncate(alert.fingerprint, ID_MAX),
    finding: { ...kept.finding, uid: truncate(alert.finding.uid, ID_MAX) },
    // What did not fit is cut, which each piece of evidence says for itself.
    evidence: cut(evidence, room).map((piece) => ({ ...piece, truncated: true })),
    labels: namedOf(labels, room),
    facts: { [SHORTENED]: 'to what fits here; Tocsin keeps the whole alert', ...namedOf(facts, room) },
  };
}

/**
 * What `render` makes of the alert, in at most `maxBytes` of UTF-8: of the whole alert where that fits, else of one with
 * shorter texts and lists and a fact that says so. Ids stay as they are.
 */
export function fitted(alert: Alert, maxBytes: number, render: (alert: Alert) => string): string {
  let text = render(alert);
  for (const room of rooms) {
    if (Buffer.byteLength(text) <= maxBytes) break;
    text = render(shortened(alert, room));
  }
  return text;
}
