import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { type Fields, factsBut } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

// Events beside findings: https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html

/** Reasons why something is not scanned that are meant so: it is gone, too old, or left out. */
const meant =
  /^(?:RESOURCE_TERMINATED|SCAN_ELIGIBILITY_EXPIRED|EXCLUDED_BY_TAG|SCAN_FREQUENCY_\w+|PENDING_\w+|SUCCESSFUL)$/;

const isCoverage = (said: Dig): boolean => said.text('detail-type') === 'Inspector2 Coverage';
const reasonOf = (said: Dig): string => said.text('detail.scanStatus.reason') ?? 'UNKNOWN';
const isScanned = (said: Dig): boolean => said.text('detail.scanStatus.statusCodeValue')?.toUpperCase() === 'ACTIVE';

/** Whether an event says that something is not scanned that should be. */
export function isGap(fields: Fields): boolean {
  const said = dig(fields);
  if (said.text('detail-type') === 'Inspector2 AutoEnable')
    return /^failed$/i.test(said.text('detail.AutoEnableStatus') ?? '');
  return isCoverage(said) && !isScanned(said) && !meant.test(reasonOf(said));
}

const wordsFor = (said: Dig, about: string): { title: string; description: string } => {
  if (!isCoverage(said))
    return {
      title: 'Inspector was not enabled for new member accounts',
      description: said.text('detail.Reason') ?? 'Accounts that join the organization are not scanned.',
    };
  return {
    title: `Inspector does not scan ${about}: ${wordsOf(reasonOf(said))}`,
    description: `Weaknesses of ${about} are not found while this lasts (${reasonOf(said)}).`,
  };
};

/** What Inspector cannot see. */
export function coverageGap(event: Fields, received: Received): Detection {
  const said = dig(event);
  const about = said.text('resources.0') ?? said.text('account') ?? 'a resource';
  const [account, region] = [said.take('account'), said.take('region')];
  const occurredAt = timeIn(said, 'detail.eventTimestamp', 'time');
  const type = isCoverage(said) ? 'inspector-coverage' : 'inspector-auto-enable';
  return detected(
    {
      kind: 'gap',
      class: 'operational',
      identity: [type, about, reasonOf(said), occurredAt ?? received.receivedAt.slice(0, 10)],
      problem: [type, exactly(account ?? '', region ?? '', about, reasonOf(said))],
      record: event,
      type,
      ...wordsFor(said, about),
      severity: 'medium',
      occurredAt,
      target: { kind: 'cloud-resource' },
      cloud: { provider: 'aws', ...(account && { account }), ...(region && { region }), resource: { uid: about } },
      facts: factsBut(event, said),
    },
    received,
  );
}
