import type { Alert } from '../alert.ts';
import { trimOf, truncate, visible } from '../text.ts';

/** Elasticsearch stops at 1000 fields per index by default; one document should never come near it. */
const LABELS_MAX = 64;
const NAME_MAX = 64;
const VALUE_MAX = 1024;

/** No dots: ECS labels are one flat level of keywords. */
const nameOf = (text: string): string =>
  trimOf(truncate(text, NAME_MAX).replace(/[^A-Za-z0-9_]+/g, '_'), '_').toLowerCase();

function freeName(labels: ReadonlyMap<string, string>, name: string): string {
  let free = name;
  for (let n = 2; labels.has(free); n += 1) free = `${name}_${n}`;
  return free;
}

/** Tocsin's own words first, then the alert's labels, then as many of its facts as fit. */
export function labelsOf({ fingerprint, state, severitySource, target, labels, facts }: Alert): Record<string, string> {
  const kept = new Map<string, string>();
  const own = {
    fingerprint,
    state,
    severity_source: severitySource,
    target_kind: target.kind,
    resource: target.resource ?? '',
  };
  for (const [key, value] of [...Object.entries(own), ...Object.entries(labels), ...Object.entries(facts)]) {
    if (kept.size >= LABELS_MAX) break;
    const name = nameOf(key);
    const text = truncate(visible(value), VALUE_MAX);
    if (name !== '' && text !== '') kept.set(freeName(kept, name), text);
  }
  return Object.fromEntries(kept);
}
