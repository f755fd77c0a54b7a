import type { Evidence, Remediation, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields, mergeFacts, spelling } from '../../domain/values/json-fields.ts';
import { type Lookup, lookup } from '../../domain/values/lookup.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import type { Received } from '../_kit/define-source.ts';
import { occurrence } from '../_kit/identity.ts';
import { severityWord } from '../_kit/severity.ts';
import type { Envelope } from './envelope.ts';
import { actorOf, classOf, connectionOf, evidenceOf, exchangesIn, findingOf, riskOf, targetOf } from './places.ts';
import { severityOfRule } from './severity.ts';
import type { Threat } from './threats.ts';

/** What a person changes in Akto after the event: not what tells two events apart. */
const changedLater = ['status', 'jiraTicketUrl'];

interface Rule {
  readonly id: string;
  readonly category: string | undefined;
  readonly severity: Severity;
  readonly vendorSeverity?: string;
}

function ruleOf(event: Lookup): Rule {
  const [category, subCategory] = [event.text('category'), event.text('subCategory')];
  const id = event.take('filterId', 'filter') ?? subCategory ?? category ?? 'unnamed filter';
  const said = event.text('severity');
  const own = severityWord(said);
  return own !== undefined && said !== undefined
    ? { id, category: category ?? subCategory, severity: own, vendorSeverity: event.take('severity') ?? said }
    : { id, category: category ?? subCategory, severity: severityOfRule(id, subCategory, category) };
}

const labelled = [
  'category',
  'subCategory',
  'eventType',
  'type',
  'status',
  'label',
  'contextSource',
  'successfulExploit',
] as const;

function labelsOf(event: Lookup, site: string | undefined, received: Received): Record<string, string> {
  const labels: Record<string, string> = {};
  const add = (name: string, text: string | undefined) => {
    if (text !== undefined) labels[name] = text;
  };
  for (const name of labelled) add(name, event.take(name));
  add('collection', event.take('apiCollectionId', 'latestApiCollectionId'));
  add('host', site);
  add('parse', received.repaired ? 'repaired' : undefined);
  return labels;
}

/** Guardrails stand in the way of a request and say what they did; threat detection watches a copy of the traffic. */
function actionOf(meta: Lookup, label: string | undefined): Detection['action'] {
  const behaviour = meta.text('behaviour', 'behavior')?.toLowerCase();
  if (behaviour === undefined) return label?.toLowerCase() === 'guardrail' ? 'unknown' : 'observed';
  if (/^block/.test(behaviour)) return 'blocked';
  if (/^allow/.test(behaviour)) return 'allowed';
  return /^(?:alert|monitor|warn|log|detect|audit|observe)/.test(behaviour) ? 'observed' : 'unknown';
}

const whereOf = (target: Target): string => {
  const { url } = target;
  const site = target.domain ?? '';
  const address = url?.startsWith('/') ? site + url : (url ?? site);
  const place = [target.method, address].filter((part) => part !== undefined && part !== '').join(' ');
  return place === '' ? '' : ` on ${place}`;
};

const whoOf = ({ user, ip, country }: Actor): string => {
  const who = user ?? ip;
  return who === undefined ? '' : ` from ${who}${country === undefined ? '' : ` (${country})`}`;
};

function titleOf(
  rule: Rule,
  labels: Readonly<Record<string, string>>,
  event: Pick<Detection, 'action' | 'target'>,
  actor: Actor,
): string {
  const { subCategory } = labels;
  const named = subCategory === undefined || spelling(subCategory) === spelling(rule.id) ? '' : ` (${subCategory})`;
  const often = labels['eventType'] === 'AGGREGATED' ? ', repeatedly' : '';
  const done = labels['successfulExploit'] === 'true' && event.action !== 'blocked' ? ', exploit succeeded' : '';
  const blocked = event.action === 'blocked' ? ', blocked' : '';
  return `${rule.id}${named}${whereOf(event.target)}${often}${whoOf(actor)}${done}${blocked}`;
}

/** The path without what one request has and the next has not: query, numbers. */
const pathFamily = (url: string | undefined): string =>
  (url ?? '').replace(/[?#].*$/s, '').replace(/\/\d+(?=\/|$)/g, '/INTEGER');

const problemOf = (
  rule: string,
  subCategory: string | undefined,
  actor: Actor,
  { site, ...target }: Target & { site: string | undefined },
): string[] => [
  rule,
  subCategory ?? '',
  target.method ?? '',
  site ?? '',
  pathFamily(target.url),
  actor.user ?? actor.ip ?? '',
];

function remediationOf(meta: Lookup, envelope: Envelope): Remediation | undefined {
  const text = meta.take('remediation');
  return envelope.remediation ?? (text === undefined ? undefined : { steps: [{ text }] });
}

/** The event with its metadata opened up, where that is JSON text. */
function opened(fields: Fields, event: Lookup): Fields {
  const metadata = jsonIn(event.value('metadata'));
  return isFields(metadata) ? { ...fields, metadata } : fields;
}

function factsOfThreat(
  threat: Threat,
  envelope: Envelope,
  ...rest: Parameters<typeof factsBut>
): Record<string, string> {
  const facts = mergeFacts(factsBut(...rest), envelope.facts);
  return threat.url === undefined || httpUrl(threat.url) === threat.url
    ? facts
    : mergeFacts(facts, { url: threat.url });
}

const cardOf = (threat: Threat): Evidence[] =>
  threat.card === undefined ? [] : [{ kind: 'card', content: threat.card }];

/** One threat event, of any of Akto's shapes, as a detection. */
export function toDetection(threat: Threat, envelope: Envelope, received: Received): Detection {
  const event = lookup(['', threat.fields]);
  const whole = opened(threat.fields, event);
  const meta = lookup(['metadata.', isFields(whole['metadata']) ? whole['metadata'] : {}]);
  const occurredAt = toTime(event.value('timestamp', 'detectedAt', 'discovered'));
  const exchanges = exchangesIn(event, occurredAt);
  const site = event.text('host');
  const [actor, target, rule] = [actorOf(event, meta, exchanges[0]), targetOf(event, exchanges[0]), ruleOf(event)];
  const labels = labelsOf(event, site, received);
  const action = actionOf(meta, labels['label']);
  const title = titleOf(rule, labels, { action, target: { ...target, domain: site ?? '' } }, actor);
  const id = event.text('id');
  const at = { occurredAt, receivedAt: received.receivedAt };
  return {
    kind: 'detection',
    identity: id === undefined ? occurrence(whole, at, changedLater) : ['id', id],
    problem: problemOf(rule.id, labels['subCategory'], actor, { ...target, site }),
    record: threat.record,
    class: classOf(rule.id, rule.category, labels['subCategory']),
    type: rule.id,
    rule: defined({ category: rule.category }),
    finding: findingOf(event, exchanges, occurredAt),
    title,
    description: envelope.description ?? meta.text('overview', 'reason') ?? title,
    severity: rule.severity,
    vendorSeverity: rule.vendorSeverity,
    riskScore: riskOf(meta),
    state: 'open',
    action,
    occurredAt,
    actor,
    target,
    connection: connectionOf(exchanges[0], actor),
    attack: [],
    remediation: remediationOf(meta, envelope),
    evidence: [...evidenceOf(exchanges), ...cardOf(threat)],
    labels,
    facts: factsOfThreat(threat, envelope, whole, event, meta),
    url: httpUrl(threat.url),
  };
}
