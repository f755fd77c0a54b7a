import type { AlertClass } from '../../../domain/alert.ts';
import type { Line } from './lines.ts';

const VALUE_MAX = 100;
const NAME_MAX = 40;

/** Names of what is looked up rather than read. */
const technical =
  /(?:^|[._ -])(?:u?u?id|guid|arn|hash|md5|sha\d*|time|timestamp|date|at|url|uri|link|href|schema|version|token|index|severity|priority|status|state|fingerprint|org|tenant)$|[a-z](?:Id|ID|Uuid|Arn|Hash|Time|Timestamp|Date|At|Url|URL|Link|Version|Severity|Status)$/;
/** Values that nobody reads: digests, ids, times, addresses of pages, objects. */
const unreadable =
  /^[0-9a-f]{16,}$|^[0-9a-f]{8}-[0-9a-f]{4}-|^\d{4}-\d\d-\d\dT|^hxxps?:|^[{[]|^\d{9,}$|^(?:true|false|null|none|unknown|n\/a|-)$/i;

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

const rankOf = (label: string, best: readonly RegExp[]): number => {
  const found = best.findIndex((pattern) => pattern.test(label));
  return found < 0 ? best.length : found;
};

const isReadable = ({ label, value }: Line): boolean =>
  label.length <= NAME_MAX && value.length <= VALUE_MAX && !technical.test(label) && !unreadable.test(value);

/** The sender's own names and values that a person can make use of, the most useful first; at most one of a value. */
export function telling(about: AlertClass, lines: readonly Line[]): Line[] {
  const byValue = new Map(
    lines
      .filter(isReadable)
      .toReversed()
      .map((each) => [each.value, each]),
  );
  const readable = [...byValue.values()].toReversed();
  const best = wanted[about] ?? [];
  return readable.toSorted((a, b) => rankOf(a.label, best) - rankOf(b.label, best));
}
