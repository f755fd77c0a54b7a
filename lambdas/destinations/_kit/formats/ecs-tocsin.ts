import type { Alert } from '../../../domain/alert.ts';
import { trimOf, truncate, visible } from '../../../domain/values/text.ts';
import { present } from './format.ts';

/**
 * What an alert has beyond ECS, in an object of Tocsin's own. The names that senders invent stand in two objects that the
 * index templates of `docs/content/` map as one field each (`flattened`, `flat_object`).
 */

const LABELS_MAX = 64;
const FACTS_MAX = 256;
const NAME_MAX = 128;
/** With its name a value is one term of an index, which has at most 32,766 bytes. */
const VALUE_MAX = 1024;

/** One level of names: OpenSearch before 2.12 takes a dot for another level. */
const nameOf = (text: string): string =>
  trimOf(truncate(text, NAME_MAX).replace(/[^A-Za-z0-9_]+/g, '_'), '_').toLowerCase();

function freeName(names: ReadonlyMap<string, string>, name: string): string {
  let free = name;
  for (let n = 2; names.has(free); n += 1) free = `${name}_${n}`;
  return free;
}

/** Texts by name, each name once; what is no text is one as JSON. */
function flattened(values: Readonly<Record<string, unknown>>, max: number): Record<string, string> | undefined {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(values)) {
    if (kept.size >= max) break;
    const name = nameOf(key);
    const text = truncate(visible(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')), VALUE_MAX);
    if (name !== '' && text !== '') kept.set(freeName(kept, name), text);
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
}

const keyword = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : truncate(visible(text).trim(), VALUE_MAX);

/** Tocsin's own words, and labels and facts as an object each. */
export const tocsinOf = ({ fingerprint, state, vendorSeverity, target, labels, facts }: Alert) =>
  present({
    fingerprint: keyword(fingerprint),
    state,
    severity_source: keyword(vendorSeverity),
    target_kind: keyword(target.kind),
    resource: keyword(target.resource),
    labels: flattened(labels, LABELS_MAX),
    facts: flattened(facts, FACTS_MAX),
  });
