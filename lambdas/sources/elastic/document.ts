import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { severityWord } from '../_kit/severity.ts';
import { takeTags } from '../_kit/taken-tags.ts';
import { namedAttacks } from '../_kit/technique-names.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { countIn, scoreIn, takeRepeats } from '../_kit/typed-values.ts';
import { labelsOf } from './labels.ts';
import { own } from './paths.ts';
import {
  actorOf,
  cloudOf,
  connectionOf,
  containerOf,
  fileIn,
  kubernetesOf,
  sensorOf,
  targetOf,
  vulnerabilitiesOf,
} from './places.ts';

const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/** The document in a search hit: whole, or the fields that were asked for, each of which is a list. */
function documentIn(hit: Fields): readonly [holder: string, document: Fields] | undefined {
  const { _source: source, fields } = hit;
  if (isFields(source)) return ['_source', source];
  if (!isFields(fields) || !('_id' in hit || '_index' in hit)) return undefined;
  return ['fields', Object.fromEntries(Object.entries(fields).map(([key, values]) => [key, single(values)]))];
}

/** The document of an alert without the envelope of a search hit. */
const bodyOf = (record: Fields): Fields => {
  const [holder, source] = documentIn(record) ?? [];
  if (source === undefined) return undotted(record);
  const around = Object.entries(record).filter(([key]) => key !== holder);
  return undotted({
    ...source,
    ...Object.fromEntries(around.map(([key, it]) => [key in source ? `hit.${key}` : key, it])),
  });
};

/** Whether an object is an alert as Elastic stores it. */
export function isDocument(record: Fields): boolean {
  const said = dig(bodyOf(record));
  return said.text(...own('uuid', 'rule.name', 'rule.uuid', 'rule.id', 'reason', 'severity', 'status')) !== undefined;
}

/** Risk scores as Elastic couples them to severities: 21 low, 47 medium, 73 high, 99 critical. */
function byRisk(text: string): Severity | undefined {
  const score = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(score)) return undefined;
  if (score >= 99) return 'critical';
  if (score >= 73) return 'high';
  return score >= 47 ? 'medium' : 'low';
}

/** The severity of a rule and its alerts: a word, else the risk score. */
const severityOf = (said: Dig, words: readonly string[], scores: readonly string[]) =>
  severityIn(said, [...words, ...scores], 'medium', (text) => severityWord(text) ?? byRisk(text));

const stateOf = (said: Dig): Detection['state'] => {
  const status = said
    .text(...own('status'))
    ?.trim()
    .toLowerCase();
  const workflow = said
    .text(...own('workflow_status'))
    ?.trim()
    .toLowerCase();
  return status === 'recovered' || status === 'closed' || workflow === 'closed' ? 'resolved' : 'open';
};

/** `event.type` of ECS: what the sensor did, of which the rule only read. */
function actionOf(said: Dig): Detection['action'] {
  const types = textsOf(said.value('event.type')).map((text) => text.toLowerCase());
  if (types.includes('denied')) return 'blocked';
  return types.includes('allowed') ? 'allowed' : 'unknown';
}

function evidenceOf(said: Dig, at: string | undefined): Detection['evidence'] {
  const shown = [
    ['command', said.take('process.command_line')],
    ['log', said.take('event.original', 'message')],
  ] as const;
  return shown.flatMap(([kind, content]) => (content === undefined ? [] : [defined({ at, kind, content })]));
}

const threats = own('rule.threat', 'rule.parameters.threat');

/** `threat[].technique[]` and their sub-techniques, of the rule and of the event. */
function attackOf(said: Dig): Detection['attack'] {
  const texts = threats.map((path) => said.value(path));
  const all = factsOf({ list: [...texts, said.value('threat')] });
  const ids = Object.entries(all).flatMap(([path, text]) =>
    path.endsWith('.id') || /technique|tactic\.name$/.test(path) ? [text] : [],
  );
  const attack = namedAttacks(ids);
  takeTags(said, attack, ...threats, 'threat');
  return attack;
}

/** Everything that has a place of its own. */
function placesOf(said: Dig) {
  const target = targetOf(said);
  return {
    actor: actorOf(said),
    target,
    connection: connectionOf(said),
    file: fileIn(said),
    container: containerOf(said),
    kubernetes: kubernetesOf(said),
    cloud: cloudOf(said),
    vulnerabilities: vulnerabilitiesOf(said),
    sensor: sensorOf(said, target.host),
  };
}
type Found = ReturnType<typeof placesOf>;

const programOf = ({ actor }: Found): string | undefined => actor.process?.path ?? actor.process?.name;

function problemOf(rule: string, said: Dig, found: Found): string[] {
  const { actor, target, kubernetes } = found;
  const { workload, pod, cluster = '', namespace = '' } = kubernetes ?? {};
  const unit = workload ?? (pod === undefined ? target.host : podFamily(pod));
  const place = exactly(cluster, namespace, unit ?? '', actor.ip ?? '');
  const group = said.text(...own('instance.id', 'threshold_result.terms'));
  return [rule, place, actor.user ?? '', programOf(found) ?? '', group === '*' ? '' : (group ?? '')];
}

const statuses: Readonly<Record<string, 'in_progress'>> = wordTable({
  acknowledged: 'in_progress',
  'in-progress': 'in_progress',
});

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...own('uuid'), '_id', 'id'),
    firstSeenAt: momentIn(said, ...own('start', 'original_time')),
    lastSeenAt: momentIn(said, ...own('last_detected', 'end')),
    count: countIn(said, ...own('threshold_result.count', 'suppression.docs_count')),
    status:
      statuses[
        said
          .text(...own('workflow_status'))
          ?.trim()
          .toLowerCase() ?? ''
      ],
  });

const watching =
  /^(?:metrics|logs|apm|slo|observability|infrastructure|uptime|xpack\.(?:uptime|synthetics)|monitoring|stackAlerts)\b/i;

/** Rules of Observability and Stack Management watch machines; what a document says of itself stands above the rule. */
export function classOf(said: Dig): Detection['class'] {
  const categories = textsOf(said.value('event.category'));
  if (categories.includes('vulnerability')) return 'vulnerability';
  if (categories.includes('configuration') && said.value('result.evaluation') !== undefined) return 'compliance';
  const maker = said.text(...own('rule.rule_type_id', 'rule.producer', 'rule.consumer'), 'rule.type', 'rule.producer');
  return watching.test(maker ?? '') ? 'operational' : 'threat';
}

const ruleOf = (said: Dig): Detection['rule'] =>
  defined({ version: said.take(...own('rule.version')), category: said.take(...own('rule.category')) });

const stepsIn = (text: string | undefined): Pick<Detection, 'remediation'> =>
  text === undefined ? {} : { remediation: { title: 'Investigation guide', steps: [{ text }] } };

function titleOf(rule: string, found: Found, action: Detection['action']): string {
  const { actor, target, kubernetes, container } = found;
  const inner = kubernetes?.pod ?? container?.name ?? container?.id;
  const unit = joined([kubernetes?.namespace, inner], '/') || target.host;
  return headline(rule, { what: programOf(found), on: unit, by: actor.user, from: actor.ip, action });
}

/** What the alert itself says, else its rule beside it. */
function statedSeverity(said: Dig, outer: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const stated = severityOf(said, own('severity', 'rule.severity'), own('risk_score', 'rule.risk_score'));
  return stated.vendorSeverity === undefined ? ruleSeverity(outer) : stated;
}

/** One alert of Elastic; `around` is the rest of the body, with the rule when the template writes it. */
export function documentAlert(record: Fields, around: Fields, received: Received): Detection {
  const fields = bodyOf(record);
  const said = dig(fields);
  const outer = dig(undotted(around));
  const rule =
    said.text(...own('rule.name')) ?? outer.text('rule.name', 'context.rule.name', 'rule_name') ?? 'Elastic alert';
  const [found, action, state, finding] = [placesOf(said), actionOf(said), stateOf(said), findingOf(said)];
  const occurredAt = timeIn(said, ...own('original_time'), '@timestamp', ...own('start'), 'timestamp');
  const update = [state, said.text(...own('workflow_status'))];
  const severity = statedSeverity(said, outer);
  takeRepeats(said, rule, ...own('rule.name'));
  takeRepeats(outer, rule, 'rule.name', 'context.rule.name', 'rule_name');
  takeRepeats(said, finding?.vendorUid, '_id');
  return detected(
    {
      identity: identified({ id: finding?.vendorUid, update, record, occurredAt }, received),
      problem: problemOf(rule, said, found),
      record,
      class: classOf(said),
      type: rule,
      rule: ruleOf(said),
      finding,
      title: titleOf(rule, found, action),
      description: said.take(...own('reason')) ?? said.take(...own('rule.description')),
      ...severity,
      riskScore: scoreIn(said, own('risk_score', 'rule.risk_score')),
      state,
      action,
      occurredAt,
      ...found,
      attack: attackOf(said),
      ...stepsIn(said.take(...own('rule.note'))),
      evidence: evidenceOf(said, occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, ...own('url')) ?? linkIn(outer, 'results_link', 'context.results_link', 'rule.url'),
      facts: mergeFacts(factsBut(fields, said), factsBut(undotted(around), outer)),
    },
    received,
  );
}

/** What the body says of its rule. */
export const ruleSeverity = (said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> =>
  severityOf(
    said,
    ['rule.severity', 'context.rule.severity', 'severity'],
    ['rule.risk_score', 'context.rule.risk_score', 'risk_score'],
  );
