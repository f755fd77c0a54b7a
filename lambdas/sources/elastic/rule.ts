import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts, textOf } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, linkIn, timeIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { containerIn } from '../_kit/records.ts';
import { countIn, scoreIn, takeRepeats } from '../_kit/typed-values.ts';
import { classOf, ruleSeverity } from './document.ts';

const names = ['rule.name', 'context.rule.name', 'rule_name', 'alert.name'] as const;

const countOf = (value: unknown): number | undefined => {
  const count = Number(textOf(value) ?? Number.NaN);
  return Number.isFinite(count) && count > 0 ? count : undefined;
};

/** Whether a body tells of a rule, without the alerts that it is about. */
export function isRule(fields: Fields): boolean {
  const said = dig(undotted(fields));
  const alerts = said.value('alerts', 'context.alerts', 'alerts.new', 'alerts.recovered', 'alerts.ongoing', 'hits');
  const isListed = Object.keys(containerIn(alerts) ?? {}).length > 0;
  return !isListed && said.text(...names) !== undefined;
}

const isRecovered = (said: Dig): boolean =>
  [said.text('alert.actionGroup', 'alert.action_group'), said.text('alert.actionGroupName', 'status')].some((text) =>
    /^(?:recovered|closed|resolved)$/i.test(text?.trim() ?? ''),
  );

/** A rule that ran, told without its alerts: the alert of an action "for each alert", or an action that names none. */
export function ruleAlert(record: Fields, around: Fields, received: Received): Detection {
  const fields = undotted(record);
  const said = dig(fields);
  const rule = said.text(...names) ?? 'Elastic alert';
  const [id, instance] = [said.take('alert.uuid'), said.text('alert.id', 'alert_id')];
  const occurredAt = timeIn(said, 'date', '@timestamp', 'timestamp', 'context.date');
  const state = isRecovered(said) ? 'resolved' : 'open';
  const ruleId = said.text('rule.id', 'context.rule.id', 'rule_id') ?? '';
  takeRepeats(said, rule, ...names);
  const group = instance === undefined || instance === ruleId || instance === '*' ? undefined : instance;
  return detected(
    {
      identity: identified({ id, update: [state], record, occurredAt }, received),
      problem: [rule, exactly(ruleId), group ?? ''],
      record,
      class: classOf(said),
      type: rule,
      finding: defined({ vendorUid: id, count: countIn(said, 'signals_count', 'state.signals_count', 'count') }),
      title: group === undefined ? rule : `${rule}: ${group}`,
      description: said.take(
        'context.reason',
        'context.message',
        'message',
        'reason',
        'rule.description',
        'context.rule.description',
      ),
      ...ruleSeverity(said),
      riskScore: scoreIn(said, ['rule.risk_score', 'context.rule.risk_score', 'risk_score']),
      state,
      occurredAt,
      target: { kind: 'rule' },
      url: linkIn(said, 'results_link', 'context.results_link', 'rule.url', 'context.alertDetailsUrl'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

/** What the body says of how many alerts there were, against those that came. */
interface Shortfall {
  readonly came: number;
  readonly detected: number | undefined;
  readonly limit: number | undefined;
}

const shortfallOf = (said: Dig, came: number): Shortfall | undefined => {
  const found = countOf(said.value('signals_count', 'state.signals_count', 'context.signals_count'));
  const limit = countOf(said.value('rule.max_signals', 'context.rule.max_signals', 'max_signals'));
  const isShort = (found !== undefined && found > came) || (limit !== undefined && came >= limit);
  return isShort ? { came, detected: found, limit } : undefined;
};

/** A rule stops at `max_signals` alerts a run: what it would have found besides is nowhere. */
export function gapOf(body: Fields, came: readonly Detection[]): Detection | undefined {
  const said = dig(undotted(body));
  const shortfall = came.length === 0 ? undefined : shortfallOf(said, came.length);
  if (shortfall === undefined) return undefined;
  const rule = said.text(...names) ?? 'a rule without a name';
  const times = came.flatMap(({ occurredAt }) => occurredAt ?? []).sort();
  const [from, to = from] = [times[0], times.at(-1)];
  const span = from === undefined ? '' : ` What came happened between ${from} and ${to}.`;
  const { detected: found, limit } = shortfall;
  const why =
    found !== undefined && found > shortfall.came
      ? `The rule found ${found} alerts, and ${shortfall.came} came.`
      : `The rule stops at ${limit} alerts a run (max_signals), and ${shortfall.came} came: it may have found more.`;
  return {
    kind: 'gap',
    identity: ['gap', rule, ...came.flatMap(({ identity }) => identity)],
    problem: ['max_signals', rule],
    record: body,
    type: 'max-signals',
    title: `Elastic left out alerts of "${rule}"`,
    description: `${why}${span} Look at the rule in Kibana, make it narrower, or raise its "Max alerts per run".`,
    severity: ruleSeverity(said).severity,
    state: 'open',
    action: 'unknown',
    target: { kind: 'rule' },
    attack: [],
    evidence: [],
    labels: {},
    facts: {},
    ...(to === undefined ? {} : { occurredAt: to }),
  };
}
