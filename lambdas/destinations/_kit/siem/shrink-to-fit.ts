import type { Alert } from '../../../domain/alert.ts';
import { truncate, truncateBytes } from '../../../domain/values/text.ts';

/** How long a text may be, in characters, and how many of a kind are kept. */
interface Room {
  readonly text: number;
  readonly many: number;
  /** How many bytes of UTF-8 a text may take as well: what is hidden in it is written with several characters. */
  readonly bytes?: number;
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
  { text: 16, bytes: 16, many: 1 },
];
const ID_MAX_BYTES = 300;

/** Among the facts of an alert that was shortened, so that nobody takes it for the whole. */
export const SHORTENED = 'tocsin.shortened';

function cutText(value: string, { text, bytes }: Room): string {
  const short = truncate(value, text);
  return bytes === undefined ? short : truncateBytes(short, bytes);
}

/** Texts cut and lists shortened, at any depth of what the schema of the alert allows. */
function cut<T>(value: T, room: Room): T;
function cut(value: unknown, room: Room): unknown {
  if (typeof value === 'string') return cutText(value, room);
  if (Array.isArray(value)) return value.slice(0, room.many).map((item) => cut(item, room));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !isCutDigest(key, inner, room));
  return Object.fromEntries(entries.map(([key, inner]) => [key, cut(inner, room)]));
}

/** Half a digest is the digest of nothing. */
const isCutDigest = (name: string, value: unknown, { text }: Room): boolean =>
  /^(?:md5|sha1|sha256|sha512)$/.test(name) && typeof value === 'string' && value.length > text;

const namedOf = (texts: Readonly<Record<string, string>>, room: Room): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .slice(0, room.many)
      .map(([name, value]) => [cutText(name, room), cutText(value, room)]),
  );

function shortened(alert: Alert, room: Room): Alert {
  const { labels, facts, evidence, ...rest } = alert;
  const kept = cut(rest, room);
  return {
    ...kept,
    id: truncateBytes(alert.id, ID_MAX_BYTES),
    fingerprint: truncateBytes(alert.fingerprint, ID_MAX_BYTES),
    finding: { ...kept.finding, uid: truncateBytes(alert.finding.uid, ID_MAX_BYTES) },
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
