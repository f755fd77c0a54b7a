import type { AlertClass, Remediation, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { awsConsoles } from '../_kit/aws-console.ts';
import { readAwsEvents } from '../_kit/aws-event.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn } from '../_kit/detected.ts';
import { fromOtherRegions, inSameRegion, overHttp } from '../_kit/event-bus-steps.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { severityWord } from '../_kit/severity.ts';
import { coverageGap, isGap } from './coverage.ts';
import {
  cloudOf,
  codeOf,
  connectionOf,
  containerOf,
  fileIn,
  imageOf,
  isTagged,
  tagsOf,
  targetOf,
  vulnerabilitiesOf,
} from './places.ts';

// https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html

const bodies = ['packageVulnerabilityDetails', 'networkReachabilityDetails', 'codeVulnerabilityDetails'];

function isFinding(fields: Fields): boolean {
  const said = dig(fields);
  const isNamed = said.text('findingArn')?.includes(':inspector2:') === true;
  return isNamed || bodies.some((name) => said.value(name) !== undefined) || isGap(fields);
}

/** A finding that was not rated yet has no direction. */
const meaning = (word: string): Severity | undefined => (/^untriaged$/i.test(word) ? 'medium' : severityWord(word));

const classes: Readonly<Record<string, AlertClass>> = wordTable({
  PACKAGE_VULNERABILITY: 'vulnerability',
  NETWORK_REACHABILITY: 'compliance',
  CODE_VULNERABILITY: 'vulnerability',
});

const detector = 'codeVulnerabilityDetails';

function classOf(said: Dig): AlertClass {
  if (isTagged(said, `${detector}.detectorTags`, 'secrets')) return 'exposure';
  return classes[said.text('type') ?? ''] ?? 'vulnerability';
}

/** Events have `Wed Sep 04 16:59:44.356 UTC 2024`, older ones `Sep 4, 2024, 4:59:44 PM` in UTC, the API seconds. */
function momentOf(said: Dig, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = said.text(path) ?? '';
    const time = toTime(said.value(path)) ?? toTime(`${text.replaceAll('\u202f', ' ')} UTC`);
    if (time !== undefined) return time;
  }
  return undefined;
}

const stateOf = (said: Dig): Detection['state'] => (/^closed$/i.test(said.text('status') ?? '') ? 'resolved' : 'open');

/** What is over was last observed before it was. */
const timeOf = (said: Dig, state: Detection['state'], around: Fields): string | undefined =>
  momentOf(said, ...(state === 'open' ? ['lastObservedAt', 'updatedAt'] : ['updatedAt', 'lastObservedAt'])) ??
  toTime(around['time']);

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('findingArn'),
    firstSeenAt: momentOf(said, 'firstObservedAt'),
    lastSeenAt: momentOf(said, 'lastObservedAt', 'updatedAt'),
    status: /^suppressed$/i.test(said.text('status') ?? '') ? ('suppressed' as const) : undefined,
  });

const weak = 'packageVulnerabilityDetails';

function remediationOf(said: Dig): Remediation | undefined {
  const told = said.text('remediation.recommendation.text') ?? '';
  const isTold = told !== '' && !/^none provided$/i.test(told);
  const text = isTold
    ? said.take('remediation.recommendation.text')
    : said.take(`${weak}.vulnerablePackages.0.remediation`);
  const link = said.take('remediation.recommendation.Url');
  const step = joined([text, link], '\n');
  return step === '' ? undefined : { steps: [{ text: step }] };
}

function labelsOf(said: Dig): Record<string, string | undefined> {
  const tags = tagsOf(said).map(([name, text]) => [`tag.${name}`, text]);
  return {
    ...Object.fromEntries(tags),
    account: said.text('awsAccountId'),
    region: said.text('resources.0.region'),
    resourceType: said.text('resources.0.type'),
    status: said.take('status'),
    exploitAvailable: said.take('exploitAvailable'),
    fixAvailable: said.take('fixAvailable'),
  };
}

/** `CVE-2024-29069 - snapd on web-1 (111122223333, eu-central-1)`. */
function titleOf(said: Dig, type: string): string {
  const told = said.text('title') ?? type;
  const name = said.text('resources.0.details.awsLambdaFunction.functionName') ?? imageOf(said);
  const tag = tagsOf(said).find(([key]) => key === 'Name')?.[1];
  const on = name ?? tag ?? said.text('resources.0.id');
  const where = joined([said.text('awsAccountId'), said.text('resources.0.region')], ', ');
  return `${joined([told, on], ' on ')}${where === '' ? '' : ` (${where})`}`;
}

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  if (isGap(record)) return coverageGap(record, received);
  const said = dig(record);
  const kind = said.text('type') ?? 'finding';
  const type =
    said.text(`${weak}.vulnerabilityId`) ?? said.take(`${detector}.ruleId`, `${detector}.detectorId`) ?? kind;
  const [title, state, labels] = [titleOf(said, type), stateOf(said), labelsOf(said)];
  const [occurredAt, finding] = [timeOf(said, state, around), findingOf(said)];
  const resource = said.text('resources.0.id') ?? '';
  const id = finding?.vendorUid;
  const update = [said.text('updatedAt') ?? said.text('lastObservedAt'), labels['status']];
  return detected(
    {
      identity: identified({ id, update, record, occurredAt }, received),
      problem: ['inspector', exactly(...(id === undefined ? [type, said.text('title') ?? '', resource] : [id]))],
      record,
      class: classOf(said),
      type,
      rule: defined({ name: said.take(`${detector}.detectorName`), category: said.take('type') }),
      finding,
      title,
      description: said.take('description'),
      ...severityIn(said, ['severity'], 'medium', meaning),
      state,
      occurredAt,
      target: targetOf(said),
      connection: connectionOf(said),
      container: containerOf(said),
      file: fileIn(said),
      code: codeOf(said),
      vulnerabilities: vulnerabilitiesOf(said),
      cloud: cloudOf(said, dig(around)),
      remediation: remediationOf(said),
      labels,
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}

/** Amazon Inspector, by EventBridge or from whoever forwards its findings. */
export const inspector = defineSource({
  vendor: 'AWS',
  product: 'Inspector',
  docs: 'https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html',
  about: {
    name: 'Amazon Inspector',
    setup: [
      inSameRegion,
      'From other accounts: make Tocsin’s account the delegated administrator (Inspector console, Account management); findings of all members then arrive there.',
      fromOtherRegions('aws.inspector2'),
      overHttp(),
    ],
    auth: 'eventbridge',
    arrives: 'One finding an event, when it is found, when it changes, and when it is closed or suppressed.',
    becomes:
      'An alert with the CVE, the rule of the code scan or the kind of finding as its type, the packages in `vulnerabilities`, and ' +
      'the instance, image or function in `cloud.resource`. Severity is Inspector’s; UNTRIAGED is medium. The ARN of the finding is ' +
      'the problem: CLOSED resolves it, SUPPRESSED is an update that leaves it open. A resource that should be scanned and is not ' +
      'becomes an alert of kind gap; finished scans are ignored.',
    notes: [
      'With Security Hub switched on as well, each finding arrives there a second time: take one of the two.',
      'The first scan of an account makes many findings at once: route by `severity`.',
    ],
  },
  consoles: awsConsoles,
  read: (payload, received) =>
    readAwsEvents(payload, received, {
      name: 'Amazon Inspector',
      isRecord: isFinding,
      ignored: (event, fields) => {
        if (event === 'Inspector2 Scan') return 'scan';
        return /^Inspector2 (?:Coverage|AutoEnable)$/.test(event) && !isGap(fields) ? 'coverage' : undefined;
      },
      read: toDetection,
    }),
});
