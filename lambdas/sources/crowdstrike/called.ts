import { wordsOf } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';

/** The fields that hold the name of a detection. */
export const names = [
  'display_name',
  'detect_name',
  'pattern_name',
  'ioa_rule_name',
  'name',
  'title',
  'scenario',
  'rule_name',
  'policy_statement',
];

interface Called {
  readonly name: string;
  /** What it is called by the vendor, without values of the occurrence. */
  readonly type: string;
}

export const incidents = ['incident_id'];
const leads = ['lead_id', 'lead_type', 'threatgraph_indicators.0.hostname'];

/** Incidents and leads are made of several detections: they have no rule, and a name that says where and when. */
function kindOf(said: Dig, eventType: string): string {
  const kind = wordsOf(eventType.replace(/(?:Summary|Streaming|Notification){0,3}Event$/, ''));
  if (said.text(...incidents) !== undefined) return 'incident';
  if (said.text(...leads) !== undefined) return 'automated lead';
  return kind === '' ? 'alert' : kind;
}

/** What it is called. An incident has none but the number of its kind, and a lead is called by its time as well. */
export function calledOf(said: Dig, eventType: string): Called {
  const kind = kindOf(said, eventType);
  const found = names.find((path) => /[^\d.]/.test(said.text(path) ?? ''));
  const own = found === undefined ? undefined : said.text(found);
  const name = own?.replace(/ at \d{4}-\d{2}-\d{2}T\S+$/, '') ?? `CrowdStrike ${kind}`;
  const isMade = kind === 'incident' || kind === 'automated lead';
  if (!isMade && found !== undefined && own === name) said.take(found);
  return { name, type: isMade ? `CrowdStrike ${kind}` : name };
}
