import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, isFields, mergeFacts, saysNothing } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { readItems, unreadableItem } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { artifactFamilies, artifactsOf, placesOf } from './places.ts';

/** A longer summary is a description. */
const SUMMARY_MAX = 120;

const shortSummary = (issue: Dig): string | undefined => {
  const summary = issue.text('summary');
  return summary !== undefined && summary.length <= SUMMARY_MAX ? summary : undefined;
};

const idOf = (issue: Dig): string | undefined => issue.text('vulnerability_id', 'issue_id', 'cve');

/** A violation that lists no issue is still one. */
const violationOf = (around: Dig): string =>
  joined(['Xray violation', around.text('policy_name') === undefined ? undefined : `of ${around.text('policy_name')}`]);

function titleOf(issue: Dig, around: Dig): string {
  const cve = issue.text('cve');
  const name = shortSummary(issue) ?? cve ?? idOf(issue) ?? issue.text('summary', 'description') ?? violationOf(around);
  const [artifact] = artifactsOf(issue);
  return joined([
    name,
    cve === undefined || name.includes(cve) ? undefined : `(${cve})`,
    artifact === undefined ? undefined : `in ${artifact}`,
  ]);
}

/** A malicious package is in use, whatever its type; licenses and outdated components are against a policy. */
function classOf(issue: Dig): Detection['class'] {
  if (/^malicious\b/i.test(issue.text('summary', 'type') ?? '')) return 'threat';
  const type = issue.text('type') ?? '';
  if (/^secret/i.test(type)) return 'exposure';
  return /^(?:licen[cs]e|operational|exposure|iac|services|applications)/i.test(type) ? 'compliance' : 'vulnerability';
}

/** The severity of the issue; one that names none has that of the whole alert, which is its worst. */
const severityOf = (issue: Dig, around: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> =>
  issue.text('severity') === undefined
    ? severityIn(around, ['top_severity'], 'medium')
    : severityIn(issue, ['severity'], 'medium');

function ruleOf(issue: Dig): Pick<Detection, 'type' | 'rule'> {
  const name = shortSummary(issue);
  if (name !== undefined) issue.take('summary');
  return {
    type:
      issue.take('vulnerability_id', 'issue_id') ?? issue.text('cve') ?? name ?? issue.text('type') ?? 'Xray violation',
    rule: defined({ name, category: issue.take('type') }),
  };
}

const labelsOf = (issue: Dig, around: Dig) => ({
  watch: around.take('watch_name'),
  policy: around.take('policy_name'),
  policyRule: around.take('policy_rule'),
  packageType: issue.take('impacted_artifacts.0.pkg_type'),
});

function toDetection(record: Fields, envelope: Fields, received: Received): Detection {
  const [issue, around] = [dig(record), dig(envelope)];
  const occurredAt = timeIn(around, 'created') ?? timeIn(issue, 'created');
  const alertId = around.text('alert_id');
  const known = idOf(issue) ?? issue.text('summary', 'description') ?? around.text('watch_name', 'policy_name');
  const found = exactly(known ?? '', ...artifactFamilies(issue));
  const update = [found, exactly(...artifactsOf(issue))];
  const title = titleOf(issue, around);
  const places = placesOf(issue);
  return detected(
    {
      identity: identified({ id: alertId, update, record: { envelope, record }, occurredAt }, received),
      problem: ['xray', found],
      record: saysNothing(record) ? envelope : record,
      class: classOf(issue),
      title,
      ...severityOf(issue, around),
      occurredAt,
      ...places,
      ...ruleOf(issue),
      description: issue.take('description') ?? (shortSummary(issue) === undefined ? issue.text('summary') : undefined),
      labels: labelsOf(issue, around),
      facts: mergeFacts(factsBut(record, issue), factsBut(envelope, around)),
    },
    received,
  );
}

const isEnvelope = (item: unknown): item is Fields =>
  isFields(item) &&
  Array.isArray(item['issues']) &&
  (dig(item).text('watch_name', 'policy_name', 'top_severity') !== undefined ||
    dig(item).value('issues.0.impacted_artifacts') !== undefined);

function issuesIn(item: Fields, received: Received): Later<readonly Detection[]> {
  const { issues, ...envelope } = item;
  const read = (issue: unknown): readonly Detection[] => {
    if (saysNothing(issue)) return [];
    if (isFields(issue)) return [toDetection(issue, envelope, received)];
    return [unreadableItem('no issue in issues', { ...envelope, issue })];
  };
  return after(inTurns(issues as readonly unknown[], read, received.pause), (found) => {
    const detections = found.flat();
    return detections.length === 0 ? [toDetection({}, envelope, received)] : detections;
  });
}

function readOne(item: unknown, received: Received): Later<Reading> {
  if (!isEnvelope(item)) return noAlert(item, 'no JFrog Xray violation in it');
  return after(issuesIn(item, received), (detections) => ({ kind: 'alerts', detections }));
}

/** JFrog Xray: violations of the policies of a watch, by its webhooks. */
export const jfrogXray = defineSource({
  vendor: 'JFrog',
  product: 'Xray',
  docs: 'https://jfrog.com/help/r/xray-webhook-payload-format',
  about: {
    name: 'JFrog Xray',
    setup: [
      'In the JFrog Platform, open Administration, Xray (in newer versions Xray Settings), Webhooks, and click New Webhook.',
      'Set the URL to {url}, and under Custom Headers the name `Authorization` and the value `Bearer <token>`.',
      'Open Xray, Watches & Policies, Policies, edit each rule whose violations you want, and under Automatic Actions choose Trigger Webhook and this webhook.',
      'The policy has to be assigned to a watch that is active.',
    ],
    auth: `{ bearer: "\${XRAY_HOOK_TOKEN}" }`,
    arrives:
      'A request for each scan and rule with violations, which lists all of its issues and the artifacts that have them.',
    becomes:
      'An alert for each issue, with the id of the vulnerability as its type, and its own severity. The same issue in the same ' +
      'artifact is one problem, whatever the version of the artifact, the watch and the policy.',
    notes: [
      'Xray sends nothing when an artifact is repaired or deleted: close its alerts by hand or by age.',
      'Of an issue in several artifacts the first stands in the places of the alert, the others among its facts.',
    ],
  },
  consoles: ['*.jfrog.io'],
  fields: [
    'schema_version',
    'alert_id',
    'created',
    'top_severity',
    'watch_name',
    'policy_name',
    'policy_rule',
    ...[
      'vulnerability_id',
      'severity',
      'type',
      'provider',
      'created',
      'summary',
      'description',
      'cve',
      'impacted_artifacts[].*',
    ].map((name) => `issues[].${name}`),
  ],
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
