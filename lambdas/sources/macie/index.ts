import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { after } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { awsConsoles } from '../_kit/aws-console.ts';
import { readAwsEvents } from '../_kit/aws-event.ts';
import { asTest, defineSource, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { fromOtherRegions, inSameRegion, overHttp } from '../_kit/event-bus-steps.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { severityWord } from '../_kit/severity.ts';
import { momentIn } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';
import { aboutOf, actorOf, cloudOf, fileIn, foundIn, permissionOf, tagsOf, targetOf } from './places.ts';

// https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html

function isFinding(fields: Fields): boolean {
  const said = dig(fields);
  if (/^(?:SensitiveData|Policy):\S/.test(said.text('type') ?? '')) return true;
  return said.value('classificationDetails', 'policyDetails', 'resourcesAffected.s3Bucket') !== undefined;
}

/** A finding that somebody made to see what one looks like. */
const isSample = (payload: unknown): boolean => dig(payload).text('detail.sample', 'sample') === 'true';

/** https://docs.aws.amazon.com/macie/latest/user/findings-severity.html: 1 is low, 3 is high. */
const scores: Readonly<Record<string, Severity>> = wordTable({ '1': 'low', '2': 'medium', '3': 'high' });

const meaning = (word: string): Severity | undefined => severityWord(word) ?? scores[word.trim()];

const isPolicy = (said: Dig): boolean => /^policy/i.test(said.text('category', 'type') ?? '');

const SHOWN_MAX = 10;

/** Macie's words, and what it found of which kind. */
function descriptionOf(said: Dig): string | undefined {
  const found = foundIn(said);
  const more = found.length > SHOWN_MAX ? ` and ${found.length - SHOWN_MAX} more kinds` : '';
  const list = found.length === 0 ? undefined : `Found: ${found.slice(0, SHOWN_MAX).join(', ')}${more}.`;
  return joined([said.take('description'), list], '\n\n') || undefined;
}

function titleOf(said: Dig, type: string): string {
  const told = (said.text('title') ?? type).trim().replace(/\.$/, '');
  const where = joined([said.text('accountId'), said.text('region')], ', ');
  return `${joined([told, aboutOf(said)], ': ')}${where === '' ? '' : ` (${where})`}`;
}

const labelsOf = (said: Dig) => ({
  ...Object.fromEntries(tagsOf(said).map(([name, text]) => [`tag.${name}`, text])),
  account: said.text('accountId'),
  region: said.text('region'),
  category: said.take('category'),
  access: permissionOf(said),
});

const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: said.take('id'),
    firstSeenAt: momentIn(said, 'policyDetails.action.apiCallDetails.firstSeen', 'createdAt'),
    lastSeenAt: momentIn(said, 'policyDetails.action.apiCallDetails.lastSeen', 'updatedAt'),
    count: countIn(said, 'count'),
    status: said.text('archived') === 'true' ? ('suppressed' as const) : undefined,
  });

/** The bucket or object and what is wrong with it: of the same data found again Macie makes a finding with a new id. */
const problemOf = (said: Dig, type: string): string[] => [
  'macie',
  exactly(type, said.text('accountId') ?? '', said.text('region') ?? '', aboutOf(said) ?? said.text('id') ?? ''),
];

function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const event = dig(around);
  const type = said.take('type') ?? 'Macie finding';
  const occurredAt = timeIn(said, 'updatedAt', 'createdAt') ?? timeIn(event, 'time');
  const [title, problem, labels] = [titleOf(said, type), problemOf(said, type), labelsOf(said)];
  const finding = findingOf(said);
  const update = [said.text('updatedAt'), said.text('archived')];
  return detected(
    {
      identity: identified({ id: finding?.vendorUid, update, record, occurredAt }, received),
      problem,
      record,
      class: isPolicy(said) ? 'compliance' : 'exposure',
      type,
      rule: defined({ name: said.take('title') }),
      finding,
      title,
      description: descriptionOf(said),
      ...severityIn(said, ['severity.description', 'severity.score', 'severity'], 'medium', meaning),
      occurredAt,
      actor: actorOf(said),
      target: targetOf(said),
      file: fileIn(said),
      cloud: cloudOf(said, event),
      labels,
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}

/** Amazon Macie, by EventBridge or from whoever forwards its findings. */
export const macie = defineSource({
  vendor: 'AWS',
  product: 'Macie',
  docs: 'https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html',
  about: {
    name: 'Amazon Macie',
    setup: [
      inSameRegion,
      'From other accounts: make Tocsin’s account the Macie administrator (Macie console, Settings, Accounts); findings of all members then arrive there.',
      fromOtherRegions('aws.macie'),
      overHttp(),
    ],
    auth: 'eventbridge',
    arrives:
      'One finding an event: sensitive data when a job or the automated discovery found it, a policy finding when it is new and each time that it occurs again ' +
      '(every 15 minutes, hour or six hours: Macie console, Settings, "Publication of findings").',
    becomes:
      'An alert with the finding type as its type, the bucket in `cloud.resource` and the object in `file`. Low, Medium and High are ' +
      'Macie’s. Sensitive data is exposure, a policy finding compliance, with who changed the bucket as its actor. The same type on ' +
      'the same object or bucket is one problem, also when a later job finds it under a new id. An archived finding is suppressed. ' +
      'Sample findings are tests.',
    notes: [
      'Macie does not say when a problem is over: close it where you work on it.',
      'Findings that a suppression rule archives are not sent by Macie at all.',
      'The sensitive data itself is never in a finding, only where it is and of which kind.',
    ],
  },
  consoles: awsConsoles,
  read: (payload, received) => {
    const reading = readAwsEvents(payload, received, { name: 'Amazon Macie', isRecord: isFinding, read: toDetection });
    return isSample(payload) ? after(reading, asTest) : reading;
  },
});
