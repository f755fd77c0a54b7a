import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsOf, mergeFacts, textOf } from '../../domain/values/json-fields.ts';
import { oneLine } from '../../domain/values/text.ts';
import type { Received } from '../_kit/define-source.ts';
import { joined } from '../_kit/detected.ts';
import { bare } from '../_kit/envelope.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { asffDetection, isAsff } from '../_kit/formats/asff/asff.ts';
import { isOcsf, ocsfDetection } from '../_kit/formats/ocsf/ocsf.ts';
import { momentIn, placed } from '../_kit/typed-places.ts';
import { isNative, nativeFinding } from './native.ts';

// https://docs.prowler.com/user-guide/cli/tutorials/reporting

export const isFinding = (fields: Fields): boolean => isNative(fields) || isOcsf(fields) || isAsff(fields);

/** What a check came to: in ASFF it is `PASSED`, `FAILED`, `WARNING`, elsewhere `PASS`, `FAIL`, `MANUAL`. */
const resultOf = (said: Dig): string =>
  (said.text('statusCode', 'Compliance.Status', 'Status') ?? '').replace(/ED$/i, '').toUpperCase();

/** What says nothing is wrong: the severity of a finding is that of the check's failure. */
const harmless = /^(?:PASS|MANUAL|NOT_AVAILABLE)$/;

const isMuted = (said: Dig): boolean =>
  /^(?:suppressed|muted)/i.test(said.text('status') ?? '') || said.text('muted')?.toLowerCase() === 'true';

/** The texts that say what was found; the title of a check says what ought to be. */
const told = ['statusDetail', 'StatusExtended', 'message'];

function titleOf(said: Dig, found: Detection, isInAsff: boolean): string {
  const text = said.text(...told, ...(isInAsff ? ['Description'] : [])) ?? found.title;
  return oneLine(text).replace(/\.$/, '');
}

/** ASFF has the check in the id of its generator, and its title where the others have the name of the rule. */
function ruleIn(said: Dig, found: Detection, isInAsff: boolean): Pick<Detection, 'type' | 'rule'> {
  if (!isInAsff) return { type: found.type, rule: defined({ name: said.text('findingInfo.title'), ...found.rule }) };
  const type = said.text('GeneratorId')?.replace(/^prowler-/, '') ?? found.type;
  return { type, rule: placed({ name: said.text('Title'), category: said.text('Types.0') }) };
}

/** The times of a finding in OCSF and ASFF are those of the scan: when it was first seen they do not say. */
const seenIn = (said: Dig, found: Detection): Detection['finding'] =>
  defined({
    ...found.finding,
    firstSeenAt: momentIn(said, 'firstSeenAt', 'findingInfo.firstSeenTimeDt', 'findingInfo.firstSeenTime'),
    lastSeenAt: resultOf(said) === 'PASS' ? undefined : found.occurredAt,
    status: isMuted(said) && resultOf(said) !== 'PASS' ? ('suppressed' as const) : found.finding?.status,
  });

function read(record: Fields, around: Fields, received: Received): Detection {
  if (isNative(record)) return nativeFinding(record, around, received);
  const beside = { ...bare, facts: factsOf(around) };
  return isOcsf(record) ? ocsfDetection(record, beside, received) : asffDetection(record, beside, received);
}

/** Prowler's id of a finding names check, account, region and resource, in each format but ASFF in the same way. */
const problemOf = ({ finding, problem }: Detection): readonly string[] =>
  finding?.vendorUid === undefined ? problem : ['prowler', exactly(finding.vendorUid)];

const makers = ['metadata.product.name', 'metadata.product.vendor_name', 'CompanyName', 'ProductName'] as const;

/** The vendor and the product of an alert are Prowler; what else a report names there stays among the facts. */
const makersIn = (said: Dig): Record<string, string> =>
  Object.fromEntries(
    makers.flatMap((path) => {
      const text = said.text(path);
      return text === undefined || text === 'Prowler' ? [] : [[path, text] as const];
    }),
  );

/** ASFF has the region with the resource. */
const cloudOf = (said: Dig, { cloud }: Detection): Detection['cloud'] =>
  placed({ region: said.text('Resources.0.Region'), ...cloud });

/** One finding in any of Prowler's formats: what a check came to for one resource. */
export function toDetection(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const found = read(record, around, received);
  const [result, isInAsff] = [resultOf(said), !isNative(record) && !isOcsf(record)];
  return {
    ...found,
    ...ruleIn(said, found, isInAsff),
    vendor: 'Prowler',
    product: 'Prowler',
    class: 'compliance',
    problem: problemOf(found),
    description: joined([found.description, said.text('riskDetails')], '\n\n'),
    cloud: cloudOf(said, found),
    title: titleOf(said, found, isInAsff),
    severity: harmless.test(result) ? 'info' : found.severity,
    state: result === 'PASS' ? 'resolved' : found.state,
    finding: seenIn(said, found),
    facts: mergeFacts(found.facts, makersIn(said)),
    labels: { ...found.labels, ...(result === '' ? {} : { result }), ...serviceOf(said) },
  };
}

const serviceOf = (said: Dig): Record<string, string> => {
  const service = textOf(said.value('resources.0.group.name'));
  return service === undefined ? {} : { service };
};
