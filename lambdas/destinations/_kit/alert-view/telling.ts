import type { AlertClass } from '../../../domain/alert.ts';
import type { Line } from './lines.ts';

const VALUE_MAX = 100;
const NAME_MAX = 40;

/** Names of what is looked up rather than read. */
const technical =
  /(?:^|[._ -])(?:u?u?id|sid|dataset|type|kind|guid|arn|hash|md5|sha\d*|time|timestamp|date|at|url|uri|link|href|schema|version|token|index|severity|priority|status|state|fingerprint|org|tenant)$|[a-z](?:Id|ID|Uuid|Arn|Hash|Time|Timestamp|Date|At|Url|URL|Link|Version|Severity|Status|Type)$|^(?:receiver|truncatedAlerts|groupKey)$|^ce-/;
/** Values that nobody reads: digests, ids, times, addresses of pages, objects. */
const unreadable =
  /^[*%#]|^[0-9a-f]{16,}$|\bT\d{4}\b|mitre_|^[0-9a-f]{8}-[0-9a-f]{4}-|^\d{4}-\d\d-\d\dT|^hxxps?:|^[{[]|^\d{9,}$|^(?:true|false|null|none|unknown|n\/a|-)$/i;

/** Names that say most, by what an alert is about, the best first. */
const wanted: Readonly<Partial<Record<AlertClass, readonly RegExp[]>>> = {
  operational: [
    /value|current|actual/i,
    /threshold|limit|budget/i,
    /query|metric|condition|expr/i,
    /summary|duration/i,
  ],
  exposure: [/valid|active/i, /secret|detector|bucket/i, /author|commit|count/i],
  vulnerability: [/fix/i, /package|image/i, /score|exploit/i],
  compliance: [/control|standard|framework/i, /resource|account|region/i],
};

/** Names that help whatever it is about, as the last part of a path such as `labels.team`. */
const helpful =
  /(?:^|[./])(?:team|service|env|environment|owner|app|application|category|categories|tactics?|reasons?|verdict|policy|notes?|value|tags?|n_drops|dropped|lost|status)$/i;

/** The place of a name in the order of names; one that nobody is known to look for has none. */
function rankOf({ label }: Line, best: readonly RegExp[]): number {
  const found = [...best, helpful].findIndex((pattern) => pattern.test(label));
  return found < 0 ? Number.POSITIVE_INFINITY : found;
}

const isReadable = ({ label, value }: Line): boolean =>
  label.length <= NAME_MAX && value.length <= VALUE_MAX && !technical.test(label) && !unreadable.test(value);

/** With nothing known, so many of the sender's first names are better than none. */
const GUESSED = 3;

/**
 * The sender's own names and values that a person can make use of, the most useful first; at most one of a value.
 * `isBare`: nothing else is known of the alert.
 */
export function telling(about: AlertClass, lines: readonly Line[], isBare: boolean): Line[] {
  const byValue = new Map(
    lines
      .filter(isReadable)
      .toReversed()
      .map((each) => [each.value, each]),
  );
  const readable = [...byValue.values()]
    .toReversed()
    .map((each) => ({ each, rank: rankOf(each, wanted[about] ?? []) }));
  const known = readable.filter(({ rank }) => Number.isFinite(rank)).toSorted((a, b) => a.rank - b.rank);
  const found = known.length === 0 && isBare ? readable.slice(0, GUESSED) : known;
  return found.map(({ each }) => each);
}
