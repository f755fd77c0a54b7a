import type { Remediation } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Cloud } from '../../domain/places.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { cloudOfUid, placed } from '../_kit/typed-places.ts';

// The format JSON of Prowler 3, whose fields Prowler 4 and 5 have in CSV in other spellings
// (https://docs.prowler.com/projects/prowler-open-source/en/v3/tutorials/reporting/).

export const isNative = (fields: Fields): boolean => {
  const said = dig(fields);
  return said.text('CheckID') !== undefined && said.text('Status') !== undefined;
};

const arns = ['ResourceArn', 'ResourceUid', 'ResourceId'];

const cloudOf = (said: Dig): Cloud | undefined => {
  const uid = said.take(...arns);
  return placed({
    ...cloudOfUid(uid ?? ''),
    ...defined({
      provider: said.take('Provider'),
      account: said.take('AccountId', 'AccountUid', 'Subscription', 'ProjectId'),
      region: said.take('Region', 'Location'),
    }),
    resource: placed({ uid, type: said.take('ResourceType'), name: said.take('ResourceName', 'ResourceId') }),
  });
};

function remediationOf(said: Dig): Remediation | undefined {
  const at = 'Remediation.Recommendation';
  const step = joined([said.take(`${at}.Text`), said.take(`${at}.Url`)], '\n');
  return step === '' ? undefined : { steps: [{ text: step }] };
}

const tagsOf = (said: Dig) => ({
  service: said.take('ServiceName'),
  status: said.text('Status'),
  account: said.text('AccountId', 'AccountUid'),
  region: said.text('Region', 'Location'),
});

/** One finding of the format JSON. */
export function nativeFinding(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const type = said.take('CheckID') ?? 'unnamed';
  const occurredAt = timeIn(said, 'AssessmentStartTime', 'Timestamp', 'updatedAt', 'insertedAt');
  const id = said.take('FindingUniqueId', 'FindingUid', 'uid');
  const resource = [said.text('AccountId'), said.text('Region'), said.text(...arns)].map((part) => part ?? '');
  const labels = tagsOf(said);
  return detected(
    {
      identity: identified({ id, update: [occurredAt, labels.status], record, occurredAt }, received),
      problem: ['prowler', exactly(...(id === undefined ? [type, ...resource] : [id]))],
      record,
      class: 'compliance',
      type,
      rule: placed({ name: said.take('CheckTitle', 'checkMetadata.checkTitle') }),
      finding: defined({ vendorUid: id, lastSeenAt: occurredAt }),
      title: said.text('StatusExtended') ?? said.text('CheckTitle') ?? type,
      description: joined([said.take('Description'), said.take('Risk')], '\n\n') || undefined,
      ...severityIn(said, ['Severity'], 'medium'),
      occurredAt,
      target: { kind: 'cloud-resource' },
      cloud: cloudOf(said),
      remediation: remediationOf(said),
      labels,
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
