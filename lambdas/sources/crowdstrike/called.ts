import { wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

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
  /** The same for all reports of one problem: a lead gets more indicators over time. */
  readonly problem: string;
}

export const incidents = ['incident_id'];
const leads = ['lead_id', 'lead_type', 'threatgraph_indicators.0.hostname', 'threatgraph_indicators.0.display_name'];

const isLeadBy = (said: Dig): boolean => said.text('type', 'product') === 'automated-lead';

/** Incidents and leads are made of several detections: they have no rule, and a name that says where and when. */
function kindOf(said: Dig, eventType: string): string {
  const kind = wordsOf(eventType.replace(/(?:Summary|Streaming|Notification){0,3}Event$/, ''));
  if (said.text(...incidents) !== undefined) return 'incident';
  if (said.text(...leads) !== undefined || isLeadBy(said)) return 'automated lead';
  return kind === '' ? 'alert' : kind;
}

const SEEN_MAX = 3;

/** What the parts of a lead are called: indicators, else the techniques of its patterns. */
function seenIn(said: Dig): string[] {
  const named = (list: string, name: string) => said.list(list).flatMap((each) => dig(each).text(name) ?? []);
  const indicators = [...new Set(named('threatgraph_indicators', 'display_name'))];
  return indicators.length > 0 ? indicators : [...new Set(named('mitre_attack', 'technique'))];
}

/** A lead is named after its host and time: what it saw says more. */
function leadName(said: Dig): string {
  const seen = seenIn(said);
  const more = seen.length > SEEN_MAX ? ` and ${seen.length - SEEN_MAX} more` : '';
  return seen.length === 0 ? 'Automated lead' : `Automated lead: ${seen.slice(0, SEEN_MAX).join(', ')}${more}`;
}

const ownName = (said: Dig): string | undefined => names.find((path) => /[^\d.]/.test(said.text(path) ?? ''));

/** A name without the time at its end. */
const untimed = (name: string): string => name.replace(/ at \d{4}-\d{2}-\d{2}T\S+$/, '');

/** What it is called. An incident has none but the number of its kind, and a lead is called by what it saw. */
export function calledOf(said: Dig, eventType: string): Called {
  const kind = kindOf(said, eventType);
  const found = ownName(said);
  const own = found === undefined ? undefined : said.text(found);
  const name = own === undefined ? `CrowdStrike ${kind}` : untimed(own);
  // Its own name, which says where, stays the same while it sees more.
  if (kind === 'automated lead') return { name: leadName(said), type: `CrowdStrike ${kind}`, problem: name };
  if (kind === 'incident') return { name, type: `CrowdStrike ${kind}`, problem: name };
  if (found !== undefined && own === name) said.take(found);
  return { name, type: name, problem: name };
}
