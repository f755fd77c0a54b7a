import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { classByWords } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { placesOf, propertiesOf, resourceCalled, resourceKey } from './places.ts';

/** https://github.com/kubernetes-sigs/wg-policy-prototypes: `pass`, `fail`, `warn`, `error`, `skip`. */
const statusOf = (said: Dig): string => (said.text('status', 'result') ?? '').toLowerCase();

const isPassed = (said: Dig): boolean => statusOf(said) === 'pass';

/** Engines that see what happens, beside those that check how things are set up. */
const threatEngines = /^(?:falco|tracee|kubearmor)/i;

/** By the engine, the policy and its category; a policy of Kyverno is a check. */
function classOf(said: Dig): NonNullable<Detection['class']> {
  const engine = said.text('source') ?? '';
  if (threatEngines.test(engine)) return 'threat';
  if (/vulnerabilit/i.test(engine) || /^CVE-\d/i.test(said.text('policy') ?? '')) return 'vulnerability';
  const words = classByWords(joined([engine, said.text('category')]));
  return words === 'exposure' || /secret/i.test(engine) ? 'exposure' : 'compliance';
}

/** `require-labels/check-team`; once where both are the same. */
function ruleIdOf(said: Dig): string {
  const [policy, rule] = [said.text('policy'), said.text('rule')];
  return joined([policy, rule === policy ? undefined : rule], '/') || 'policy result';
}

function titleOf(said: Dig): string {
  const [policy, rule] = [said.text('policy'), said.text('rule')];
  const what = rule === policy || policy === undefined ? undefined : rule;
  const head = headline(policy ?? rule ?? said.text('message') ?? 'Policy result', { what, on: resourceCalled(said) });
  if (isPassed(said)) return `${head}, passed`;
  return statusOf(said) === 'error' ? `${head}, not evaluated` : head;
}

/** The policy on the resource, whatever the result is this time. */
const problemOf = (said: Dig, cluster: string | undefined): string[] => {
  const rule = said.text('policy', 'rule') === undefined ? (said.text('message') ?? '') : '';
  const source = said.text('source') ?? '';
  return ['policy-reporter', rule, exactly(source, ruleIdOf(said), cluster ?? '', ...resourceKey(said))];
};

const labelsOf = (said: Dig) => ({
  policy: said.take('policy'),
  policyRule: said.take('rule'),
  engine: said.take('source'),
  status: said.take('status', 'result'),
});

function toDetection(record: Fields, received: Received): Detection {
  const said = dig(record);
  const properties = propertiesOf(said);
  const occurredAt = timeIn(said, 'creationTimestamp', 'timestamp');
  const [type, title, about, problem] = [
    ruleIdOf(said),
    titleOf(said),
    classOf(said),
    problemOf(said, properties.text('cluster', 'clusterName', 'cluster_name')),
  ];
  const isSkipped = statusOf(said) === 'skip';
  return detected(
    {
      identity: identified({ id: undefined, update: [], record, occurredAt }, received),
      problem,
      record,
      class: about,
      type,
      rule: defined({ category: said.take('category') }),
      title,
      description: said.take('message'),
      ...severityIn(said, ['severity', 'priority'], 'medium'),
      state: isPassed(said) ? 'resolved' : 'open',
      action: 'observed',
      occurredAt,
      finding: isSkipped ? { status: 'suppressed' } : {},
      ...placesOf(said, properties),
      labels: labelsOf(said),
      facts: factsBut(record, said, properties),
    },
    received,
  );
}

const isResult = (item: unknown): item is Fields => {
  const said = dig(item);
  const isNamed = said.text('policy', 'rule') !== undefined;
  return isFields(item) && isNamed && (isFields(said.value('resource')) || said.text('status', 'result') !== undefined);
};

/** With `keepalive` a target gets a sign of life now and then. */
const isHeartbeat = (item: unknown): boolean =>
  dig(item).text('event') === 'heartbeat' && dig(item).text('policy') === undefined;

function readOne(item: unknown, received: Received): Reading {
  if (isResult(item)) return { kind: 'alerts', detections: [toDetection(item, received)] };
  return isHeartbeat(item)
    ? { kind: 'ignored', reason: 'heartbeat' }
    : noAlert(item, 'no result of Policy Reporter in it');
}

/** Policy Reporter of Kyverno: results of policies, by its webhook target. */
export const policyReporter = defineSource({
  vendor: 'Kyverno',
  product: 'Policy Reporter',
  docs: 'https://kyverno.github.io/policy-reporter/core/targets/',
  about: {
    name: 'Policy Reporter (Kyverno)',
    setup: [
      'In the Helm values: `target.webhook.host: {url}` and `target.webhook.headers: { Authorization: "Bearer <token>" }`.',
      'Choose what arrives: `target.webhook.minimumSeverity: medium` (version 2: `minimumPriority: warning`) and `target.webhook.skipExistingOnStartup: true`.',
      'Set `target.webhook.customFields.cluster: <name>`: results do not say of which cluster they are.',
      'Upgrade the release: `helm upgrade --install policy-reporter policy-reporter/policy-reporter -n policy-reporter -f values.yaml`.',
    ],
    auth: `{ bearer: "\${POLICY_REPORTER_HOOK_TOKEN}" }`,
    arrives:
      'A result a request, when it is new in a policy report: of Kyverno, and of whatever else writes such reports (Trivy Operator, Falco).',
    becomes:
      'An alert with the policy and its rule as its type, and its own severity, else medium. The same rule on the same resource is one ' +
      'problem; pods of one controller count as one. `pass` resolves it, `skip` is suppressed. Class compliance; vulnerability, exposure ' +
      'or threat where the engine is one for that.',
    notes: [
      'Passed results arrive only where the target lets them through; without them, and for resources that are deleted, nothing says that a problem is over.',
      'With `keepalive` set, its signs of life count as last seen and are no alerts.',
    ],
  },
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
