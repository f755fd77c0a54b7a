import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { after } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { attacks } from '../_kit/attack.ts';
import { classByWords } from '../_kit/class-words.ts';
import { asTest, defineSource, type Received } from '../_kit/define-source.ts';
import { detected, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified, shown } from '../_kit/identified.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { momentIn, placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';
import { accounts, entity, event, issue, listed, placesOf, platforms } from './places.ts';
import { body } from './template.ts';

// An issue by the template of an automation action (`trigger`, `issue`, `resource`, `control`), an issue of the API
// (`entitySnapshot`, `sourceRule`), a threat (`threat`), a detection (`tdrId`, `triggeringEvents`, `ruleMatch`), or a finding of a
// cloud configuration rule (`rule`, `resource`, `result`).

const rules = [
  'control.name',
  'ruleMatch.rule.name',
  'sourceRule.name',
  'sourceRules.0.name',
  'issue.control.name',
  'issue.sourceRule.name',
  ...issue('title', 'name', 'control.name', 'rule.name', 'ruleName'),
];

const ids = issue('id', 'issueId');

function isRecord(fields: Fields): boolean {
  if (
    ['issue', 'threat', 'detection', 'finding'].some(
      (name) => isFields(fields[name]) && dig(fields[name]).text('id') !== undefined,
    )
  )
    return true;
  const said = dig(fields);
  const isOwn =
    said.value('tdrId', 'threatId', 'entitySnapshot', 'sourceRule', 'triggeringEvents', 'vulnerableAsset') !==
    undefined;
  if (said.text('id') !== undefined && isOwn) return true;
  const isFinding = said.text('rule.id', 'rule.name') !== undefined && said.text('result', 'status') !== undefined;
  if (isFinding && said.value('resource') !== undefined) return true;
  return said.text('control.name', 'control.id') !== undefined && said.value('resource', 'trigger') !== undefined;
}

const statuses = issue('status');

/** `REJECTED` is shown as ignored; a false alarm is over, the rest is a risk that somebody took. */
const isIgnored = (said: Dig): boolean =>
  /^(?:rejected|ignored)$/i.test(said.text(...statuses)?.trim() ?? '') &&
  !/false.?positive/i.test(said.text(...issue('resolutionReason')) ?? '');

const stateOf = (said: Dig): Detection['state'] => {
  const word = said.text(...statuses)?.trim() ?? '';
  if (isIgnored(said)) return 'open';
  if (word !== '') return /^(?:resolved|rejected|ignored|closed)$/i.test(word) ? 'resolved' : 'open';
  return /^(?:resolved|pass(?:ed)?)$/i.test(said.text('trigger.type', 'result')?.trim() ?? '') ? 'resolved' : 'open';
};

function statusOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  if (isIgnored(said)) return 'suppressed';
  return /^in_progress$/i.test(said.text(...statuses)?.trim() ?? '') ? 'in_progress' : undefined;
}

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take(...ids),
    firstSeenAt: momentIn(
      said,
      ...issue('firstSeenAt', 'firstDetectedAt'),
      'timeframe.start',
      ...issue('created', 'createdAt'),
    ),
    lastSeenAt: momentIn(
      said,
      ...issue('lastSeenAt', 'lastDetectedAt', 'updatedAt', 'statusChangedAt'),
      'timeframe.end',
    ),
    count: countIn(said, ...issue('triggeringEventsCount')),
    status: statusOf(said),
  });

/** Threats and detections are of Wiz Defend; an issue is about a weakness, data, or how something is set up. */
function classOf(said: Dig, type: string): Detection['class'] {
  const source = said.text('trigger.source', ...issue('type')) ?? '';
  const isThreat = said.value('threat', 'tdrId', 'triggeringEvents', 'ruleMatch') !== undefined;
  if (isThreat || /threat|detection/i.test(source)) return 'threat';
  if (said.value('vulnerableAsset') !== undefined) return 'vulnerability';
  const named = classByWords(type);
  return named === undefined || named === 'operational' ? 'compliance' : named;
}

const tagsOf = (said: Dig): Record<string, string> =>
  Object.fromEntries(pairsOf(said.value(...entity('tags'))).map(([name, text]) => [`tag.${name}`, text]));

const labelsOf = (said: Dig) => ({
  ...tagsOf(said),
  status: said.take(...statuses),
  trigger: said.take('trigger.type'),
  source: said.take('trigger.source', 'tdrSource'),
  rule: said.take('trigger.ruleName'),
  projects: listed(said.text(...issue('projects', 'projects.0.name'))),
  cloud: said.take(...platforms),
  subscription: said.text(...accounts),
  subscriptionName: said.take(...entity('subscriptionName')),
  region: said.text(...entity('region')),
});

const commands = [...event('runtimeDetails.processTree.0.command'), ...event('commandLine')];
const created = issue('created', 'createdAt', 'firstSeenAt', 'firstDetectedAt');

function remediationOf(said: Dig): Pick<Detection, 'remediation'> {
  const text = said.take(
    'control.resolutionRecommendation',
    'control.remediationInstructions',
    'sourceRule.resolutionRecommendation',
    ...issue('remediation', 'resolutionRecommendation'),
  );
  return text === undefined ? {} : { remediation: { steps: [{ text }] } };
}

const isReopened = (said: Dig): boolean => /^reopened$/i.test(said.text('trigger.type')?.trim() ?? '');

/** Besides its status, a changed severity or owner makes an issue a new occurrence, and so does that it came back. */
const updateOf = (said: Dig): readonly (string | undefined)[] => [
  said.text(...statuses),
  ...(isReopened(said) ? ['reopened'] : []),
  said.text(...issue('severity')),
  said.text(...issue('updatedAt', 'statusChangedAt'), 'trigger.updatedFields'),
];

function titleOf(said: Dig, type: string): string {
  const account = said.text(...entity('subscriptionName', 'subscriptionId', 'cloudAccount.externalId'));
  const place = [said.text(...entity('cloudPlatform', 'cloudAccount.cloudPlatform')), account].filter(
    (it) => it !== undefined,
  );
  const title = headline(type, { on: said.text(...entity('name')) });
  return place.length === 0 ? title : `${title} (${place.join(', ')})`;
}

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const type = said.text(...rules) ?? 'Wiz issue';
  const occurredAt = timeIn(said, 'timeframe.start', ...created);
  const rule = said.text('control.id', 'sourceRule.id', 'sourceRules.0.id', 'ruleMatch.rule.id', 'tdrId') ?? type;
  const account = said.text(...accounts) ?? '';
  const resource = said.text(...entity('providerId', 'externalId', 'providerUniqueId', 'id', 'name')) ?? '';
  const places = placesOf(said);
  return detected(
    {
      identity: identified({ id: said.text(...ids), update: updateOf(said), record, occurredAt }, received),
      problem: ['rule', exactly(rule, account, resource), places.actor?.user ?? ''],
      record,
      type,
      title: titleOf(said, type),
      description: said.take(
        'control.description',
        'sourceRule.description',
        'sourceRule.controlDescription',
        ...issue('description'),
      ),
      ...severityIn(said, [...issue('severity'), 'control.severity', 'sourceRule.severity'], 'medium'),
      state: stateOf(said),
      occurredAt,
      ...places,
      class: classOf(said, type),
      finding: findingOf(said),
      rule: placed({ category: said.text(...issue('type')) }),
      attack: attacks(
        ['mitreTechniques', 'mitreTactics', 'threat.mitreTechniques', 'threat.mitreTactics'].flatMap((path) =>
          textsOf(said.value(path)),
        ),
      ),
      ...remediationOf(said),
      evidence: shown('command', said.text(...commands), occurredAt),
      labels: labelsOf(said),
      url: linkIn(said, ...issue('url', 'issueURL', 'threatURL', 'link'), ...entity('cloudProviderURL')),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}

/** Wiz presses "Test" with a body of its own: the source of the trigger says so, or the rule is called so. */
const isTest = (fields: Fields): boolean => {
  const said = dig(fields);
  return [said.text('trigger.source'), said.text('trigger.type')].some((text) => /^test$/i.test(text?.trim() ?? ''));
};

/** Wiz: issues, threats and detections, by the webhook action of an automation rule with any body. */
export const wiz = defineSource({
  vendor: 'Wiz',
  product: 'Wiz',
  docs: 'https://docs.wiz.io/docs/webhook-integration',
  about: {
    name: 'Wiz',
    setup: [
      'In Wiz, open Settings, Integrations, "Add Integration", Webhook. Enter a name, the URL {url}, and the authentication "Token" with your token, which Wiz sends as `Authorization: Bearer <token>`; save.',
      'Open Policies, Automation Rules, "Create Automation Rule". Choose "Issues", and when: Created, Updated, Resolved and Reopened; choose the severities.',
      pasted(
        'Add the action "Send webhook" with the integration, and replace its body by (the default body is read as well):',
        body,
      ),
      'Make a second rule for "Detections" (Wiz Defend) with the same integration; its body cannot be changed and is read as it is.',
    ],
    auth: `{ bearer: "\${WIZ_HOOK_TOKEN}" }`,
    arrives: 'An issue, a threat or a detection a request, also when its status or severity changes.',
    becomes:
      'An alert with the control or rule as its type and the resource as its target. The severity of the issue decides, else ' +
      'that of the control. The same control on the same resource is one problem; the status RESOLVED resolves it, REJECTED (ignored) leaves it open and suppressed unless the reason is a false alarm.',
    notes: [
      'A rule without the triggers Updated and Resolved leaves problems open for ever.',
      'Wiz shows failed calls under the integration alone; it documents no number of tries.',
    ],
  },
  consoles: ['*.wiz.io'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'Wiz',
      lists: ['payload', 'customdetails', 'data', 'issues', 'nodes', 'threats', 'detections', 'findings'],
      isRecord,
      read: (fields, around) => [toDetection(fields, around, received)],
    };
    const isTrial = isFields(payload) && isTest(payload);
    return after(readRecords(payload, received, sender), (reading) => (isTrial ? asTest(reading) : reading));
  },
});
