import { isAddress } from '../_kit/bounds.ts';

// What a sender says beside the one address and the one file that a place has room for: the public address of a machine,
// the files inside of an artifact. `related` of ECS is to hold every one that was seen, so that a search finds the alert
// (https://www.elastic.co/docs/reference/ecs/ecs-related).

const EACH_MAX = 32;
/** A list of texts is one fact. */
const LIST_MAX = 1_000;
const NAME_MAX = 64;

/** Dotted numbers that are no addresses, and addresses of networks. */
const noAddress = /(?:version|release|build|oid|mask|range|cidr)$/i;
const digestName = /(?:md5|sha-?1|sha-?2|sha-?256|sha-?512)$/i;
const isDigest = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{128})$/i;
const mayBeEither = /^[\da-f:]/i;

/** The last name of a path, without its position in a list. */
function nameIn(path: string): string {
  const names = path.slice(-NAME_MAX).split('.');
  return (/^\d+$/.test(names.at(-1) ?? '') ? names.at(-2) : names.at(-1)) ?? path;
}

/** Which of the two it is. */
function sortOf(name: string, text: string): 'ip' | 'hash' | undefined {
  if (isAddress(text)) return noAddress.test(name) || text === '0.0.0.0' || text === '::' ? undefined : 'ip';
  return digestName.test(name) && isDigest.test(text) ? 'hash' : undefined;
}

interface Related {
  readonly ip: readonly string[];
  readonly hash: readonly string[];
}

/** Addresses and digests among the facts of an alert. */
export function relatedIn(facts: Readonly<Record<string, string>>): Related {
  const found = Object.entries(facts).flatMap(([path, text]) => {
    if (text.length > LIST_MAX || !mayBeEither.test(text)) return [];
    const name = nameIn(path);
    return text.split(', ').map((part) => [sortOf(name, part), part] as const);
  });
  const all = (sort: 'ip' | 'hash'): string[] =>
    found.flatMap(([each, text]) => (each === sort ? [text.toLowerCase()] : [])).slice(0, EACH_MAX);
  return { ip: all('ip'), hash: all('hash') };
}
