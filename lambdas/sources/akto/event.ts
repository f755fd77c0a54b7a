import { isIP } from 'node:net';
import type { Evidence, Remediation, Severity } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  type Lookup,
  listOf,
  lookup,
  mergeFacts,
  spelling,
} from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import type { Received } from '../_kit/define-source.ts';
import { occurrence } from '../_kit/identity.ts';
import { severityWord } from '../_kit/severity.ts';
import type { Envelope } from './envelope.ts';
import { exchangeText, holdsAll } from './exchange.ts';
import { severityOfRule } from './severity.ts';
import type { Threat } from './threats.ts';

/** What a person changes in Akto after the event: not what tells two events apart. */
const changedLater = ['status', 'jiraTicketUrl'];

/** The addresses in `203.0.113.9`, `[203.0.113.9, 203.0.113.10]` or a forwarding list. */
const addressesIn = (text: string | undefined): string[] =>
  (text ?? '').split(/[[\],\s]+/).filter((word) => isIP(word) !== 0);

/** `actor` is an address for APIs, and a device or user name for MCP and agents. */
function actorOf(event: Lookup, meta: Lookup): DraftActor {
  const named = event.text('actor');
  const ip = [named, event.text('ip'), event.text('latestApiIp'), event.text('ips')].flatMap(addressesIn)[0];
  if (named === ip) event.take('actor');
  for (const name of ['ip', 'latestApiIp', 'ips']) if (event.text(name) === ip) event.take(name);
  const user = named !== undefined && addressesIn(named).length === 0 ? event.take('actor') : undefined;
  return defined({ ip, user, country: event.take('country') ?? meta.text('countryCode', 'country_code') });
}

const targetOf = (event: Lookup): DraftTarget =>
  defined({
    kind: 'api',
    method: event.take('method', 'latestApiMethod'),
    url: event.take('url', 'latestApiEndpoint'),
    host: event.take('host'),
  });

interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly vendorSeverity?: string;
}

function ruleOf(event: Lookup): Rule {
  const [category, subCategory] = [event.text('category'), event.text('subCategory')];
  const id = event.take('filterId', 'filter') ?? subCategory ?? category ?? 'unnamed filter';
  const said = event.text('severity');
  const own = severityWord(said);
  return own !== undefined && said !== undefined
    ? { id, severity: own, vendorSeverity: event.take('severity') ?? said }
    : { id, severity: severityOfRule(id, subCategory, category) };
}

/** An alert has room for far fewer; the rest stay among the facts. */
const EXCHANGES_MAX = 500;

/** The exchanges that Akto kept: they stand in the evidence instead of the facts, their raw time in both. */
function evidenceOf(event: Lookup, occurredAt: string | undefined): Evidence[] {
  const kept = (orig: unknown, at: string | undefined, path: string): Evidence[] => {
    const content = exchangeText(orig);
    if (content === undefined) return [];
    const shown = holdsAll(content, orig) ? factsOf({ [path]: orig }) : {};
    for (const [name, text] of Object.entries(shown)) event.taken.set(name, text);
    return [defined({ at, kind: 'http exchange', content })];
  };
  const responses = event.value('maliciousPayloadsResponses');
  const samples = (isFields(responses) ? [responses] : listOf(responses).slice(0, EXCHANGES_MAX)).flatMap((it, i) =>
    isFields(it) ? kept(it['orig'], toTime(it['ts']), `maliciousPayloadsResponses.${i}.orig`) : [],
  );
  const single = ['latestApiOrig', 'orig', 'sample'].flatMap((name) => kept(event.value(name), occurredAt, name));
  return [...samples, ...single];
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

function labelsOf(event: Lookup, target: DraftTarget, received: Received): Record<string, string> {
  const labels = Object.fromEntries(labelled.map((name) => [name, event.take(name)]));
  return defined({
    ...labels,
    collection: event.text('apiCollectionId', 'latestApiCollectionId'),
    host: target.host,
    parse: received.repaired ? 'repaired' : undefined,
  });
}

/** Guardrails stand in the way of a request and say what they did; threat detection watches a copy of the traffic. */
function actionOf(meta: Lookup, label: string | undefined): Detection['action'] {
  const behaviour = meta.text('behaviour', 'behavior')?.toLowerCase();
  if (behaviour === undefined) return label?.toLowerCase() === 'guardrail' ? 'unknown' : 'observed';
  if (/^block/.test(behaviour)) return 'blocked';
  if (/^allow/.test(behaviour)) return 'allowed';
  return /^(?:alert|monitor|warn|log|detect|audit|observe)/.test(behaviour) ? 'observed' : 'unknown';
}

const whereOf = (target: DraftTarget): string => {
  const { host, url } = target;
  const address = host !== undefined && url?.startsWith('/') ? host + url : (url ?? host);
  const place = [target.method, address].filter((part) => part !== undefined).join(' ');
  return place === '' ? '' : ` on ${place}`;
};

const whoOf = ({ user, ip, country }: DraftActor): string => {
  const who = user ?? ip;
  return who === undefined ? '' : ` from ${who}${country === undefined ? '' : ` (${country})`}`;
};

function titleOf(
  rule: Rule,
  labels: Readonly<Record<string, string>>,
  event: Pick<Detection, 'action' | 'target'>,
  actor: DraftActor,
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

const problemOf = (rule: string, subCategory: string | undefined, actor: DraftActor, target: DraftTarget): string[] => [
  rule,
  subCategory ?? '',
  target.method ?? '',
  target.host ?? '',
  pathFamily(target.url),
  actor.user ?? actor.ip ?? '',
];

function remediationOf(meta: Lookup, envelope: Envelope): Remediation | undefined {
  const text = meta.take('remediation');
  return envelope.remediation ?? (text === undefined ? undefined : { steps: [{ text }] });
}

/** The event with its metadata opened up, where that is JSON text. */
function opened(fields: Fields): Fields {
  const metadata = jsonIn(lookup(['', fields]).value('metadata'));
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
  const whole = opened(threat.fields);
  const event = lookup(['', threat.fields]);
  const meta = lookup(['metadata.', isFields(whole['metadata']) ? whole['metadata'] : {}]);
  const occurredAt = toTime(event.value('timestamp', 'detectedAt', 'discovered'));
  const [actor, target, rule] = [actorOf(event, meta), targetOf(event), ruleOf(event)];
  const labels = labelsOf(event, target, received);
  const action = actionOf(meta, labels['label']);
  const title = titleOf(rule, labels, { action, target }, actor);
  const id = event.text('id');
  const at = { occurredAt, receivedAt: received.receivedAt };
  return defined({
    kind: 'detection' as const,
    identity: id === undefined ? occurrence(whole, at, changedLater) : ['id', id],
    problem: problemOf(rule.id, labels['subCategory'], actor, target),
    record: threat.record,
    type: rule.id,
    title,
    description: envelope.description ?? meta.text('overview', 'reason') ?? title,
    severity: rule.severity,
    ...defined({ vendorSeverity: rule.vendorSeverity }),
    state: 'open' as const,
    action,
    occurredAt,
    actor,
    target,
    attack: [],
    remediation: remediationOf(meta, envelope),
    evidence: [...evidenceOf(event, occurredAt), ...cardOf(threat)],
    labels,
    facts: factsOfThreat(threat, envelope, whole, event, meta),
    url: httpUrl(threat.url),
  });
}
