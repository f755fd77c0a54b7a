import { type Alert, isLiveDetection, type Severity } from '../../domain/alert.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { httpUrl, oneLine, truncate, visible } from '../../domain/values/text.ts';
import { partsOf } from '../_kit/alert-view/prose.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { scoreIn } from '../_kit/formats/_kit/bounds.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import { withService } from '../_kit/formats/_kit/service.ts';
import { complianceOf, generatorOf, networkOf, processOf, threatsOf, vulnerabilitiesOf } from './entities.ts';
import { productFields } from './product-fields.ts';
import { resourcesOf } from './resources.ts';
import { line, lineOrNone, timeOf } from './texts.ts';
import { typesOf } from './types.ts';

/** Where a finding belongs. */
export interface FindingPlace {
  readonly accountId: string;
  readonly region: string;
  readonly productArn: string;
}

/** A finding in the AWS Security Finding Format (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html). */
export type Finding = Readonly<Record<string, unknown>> & { readonly Id: string };

const TITLE_MAX = 256;
const DESCRIPTION_MAX = 1024;
const NAME_MAX = 128;
const GENERATOR_MAX = 512;
const ADVICE_MAX = 512;
const URL_MAX = 2048;
const ORIGINAL_MAX = 64;

const labels: Readonly<Record<Severity, string>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

/** What the sender tracks: Security Hub updates a finding whose id it knows, and archives it when it is over. */
export const findingId = ({ source, finding }: Alert): string => `tocsin/${hashOf(['finding', source, finding.uid])}`;

/** One line: there is no room for more, and the console shows no line ends. */
function adviceOf({ remediation }: Alert) {
  const steps = (remediation?.steps ?? []).map(({ title, text }, i, all) => {
    const words = [title, ...partsOf(text).map((part) => part.text)].filter(Boolean).join(': ');
    return all.length > 1 ? `${i + 1}. ${words}` : words;
  });
  const text = oneLine([remediation?.title, ...steps].filter(Boolean).join(' – '));
  return text === '' ? undefined : { Recommendation: { Text: truncate(text, ADVICE_MAX) } };
}

function urlOf({ url }: Alert): string | undefined {
  const safe = httpUrl(url);
  return safe === undefined || safe.length > URL_MAX ? undefined : safe;
}

/** `CreatedAt` is when the finding began, as far as the sender says so, and then the same in every report. */
function timesOf({ finding, occurredAt, receivedAt }: Alert, { at }: Attempt) {
  const received = timeOf(receivedAt) ?? timeOf(at) ?? '1970-01-01T00:00:00.001Z';
  const occurred = timeOf(occurredAt) ?? received;
  const first = timeOf(finding.firstSeenAt);
  return {
    CreatedAt: first ?? occurred,
    UpdatedAt: received,
    FirstObservedAt: first,
    LastObservedAt: timeOf(finding.lastSeenAt) ?? occurred,
  };
}

/**
 * Only a live detection is active. The workflow status of a finding that is there is the analysts'
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html); one that is over
 * when it is first reported is born so.
 */
const stateOf = (alert: Alert) => ({
  RecordState: isLiveDetection(alert) ? 'ACTIVE' : 'ARCHIVED',
  Workflow: alert.finding.status === 'resolved' ? { Status: 'RESOLVED' } : undefined,
});

/** Severity, confidence and types at the top are the analysts'. */
function providerFields(alert: Alert) {
  const confidence = scoreIn(alert.confidence);
  return present({
    Severity: present({
      Label: labels[alert.severity],
      Original: lineOrNone(alert.vendorSeverity, ORIGINAL_MAX),
    }),
    Confidence: confidence === undefined ? undefined : Math.round(confidence),
    Types: typesOf(alert),
  });
}

function wordsOf(alert: Alert) {
  const description = [alert.description, alert.title].find((text) => text !== undefined && /\S/.test(visible(text)));
  const generator = `tocsin/${line(alert.source, 200, 'unknown')}/${line(alert.rule.uid, 250, alert.kind)}`;
  return {
    ProductName: line(alert.product, NAME_MAX, 'Tocsin'),
    CompanyName: line(alert.vendor, NAME_MAX, 'Tocsin'),
    GeneratorId: truncate(generator, GENERATOR_MAX),
    Title: line(alert.title, TITLE_MAX, line(alert.rule.uid, TITLE_MAX, 'Alert without a title')),
    Description: truncate(visible(description ?? 'not stated'), DESCRIPTION_MAX),
  };
}

/** An alert as a finding; `others` are alerts about the same finding that it stands for besides. */
export function findingOf(given: Alert, attempt: Attempt, place: FindingPlace, others: readonly Alert[] = []): Finding {
  const alert = withService(given);
  const partition = place.productArn.split(':')[1] ?? 'aws';
  const known = present({
    SchemaVersion: '2018-10-08',
    ProductArn: place.productArn,
    ...wordsOf(alert),
    AwsAccountId: place.accountId,
    Region: place.region,
    ...timesOf(alert, attempt),
    FindingProviderFields: providerFields(alert),
    GeneratorDetails: generatorOf(alert),
    Remediation: adviceOf(alert),
    SourceUrl: urlOf(alert),
    ProductFields: productFields(alert, attempt, others),
    Process: processOf(alert),
    Network: networkOf(alert),
    Threats: threatsOf(alert),
    Vulnerabilities: vulnerabilitiesOf(alert),
    Compliance: complianceOf(alert),
    Resources: resourcesOf(alert, { partition, region: place.region }),
    ...stateOf(alert),
  });
  return { Id: findingId(alert), ...known };
}
