import type { Alert, Severity } from '../../domain/alert.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { httpUrl, oneLine, truncate, truncateBytes, visible } from '../../domain/values/text.ts';
import { partsOf } from '../_kit/alert-view/prose.ts';
import type { Attempt } from '../_kit/define-destination.ts';

/** Where a finding belongs. */
export interface FindingPlace {
  readonly accountId: string;
  readonly region: string;
  readonly productArn: string;
}

type Texts = Readonly<Record<string, string>>;

/** The part of the AWS Security Finding Format that Tocsin writes (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html). */
export interface Finding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName: string;
  readonly CompanyName: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Region: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly LastObservedAt: string;
  readonly Title: string;
  readonly Description: string;
  readonly FindingProviderFields: {
    readonly Severity: { readonly Label: string; readonly Original: string };
    readonly Types: readonly string[];
  };
  readonly Remediation?: { readonly Recommendation: { readonly Text: string } };
  readonly SourceUrl?: string;
  readonly ProductFields: Texts;
  readonly Resources: readonly [Resource];
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

interface Resource {
  readonly Type: 'Other';
  readonly Id: string;
  readonly Partition: string;
  readonly Region: string;
  readonly Details?: { readonly Other: Texts };
}

const TITLE_MAX = 256;
const DESCRIPTION_MAX = 1024;
const NAME_MAX = 128;
const GENERATOR_MAX = 512;
const RESOURCE_ID_MAX = 512;
const ADVICE_MAX = 512;
const URL_MAX = 2048;
const ORIGINAL_MAX = 64;
// 50 pairs of 2048 characters are allowed, but not above 240 KB together.
const PAIRS_MAX = 50;
const VALUE_BYTES = 1000;

/** Texts must hold something that is seen. */
const line = (text: string | undefined, max: number, absent: string): string =>
  truncate(oneLine(text ?? '') || absent, max);

const labels: Readonly<Record<Severity, string>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

/** ISO 8601 of four-digit years; nothing for what is no time. */
function timeOf(text: string): string | undefined {
  const millis = Date.parse(text);
  return millis > 0 && millis < 253_402_300_800_000 ? new Date(millis).toISOString() : undefined;
}

const isFilled = (text: string | undefined): boolean => text !== undefined && text !== '';

/**
 * Namespaces and categories of https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html.
 * A technique does not say for which tactic it was used.
 */
function typesOf({ kind, attack, target, actor }: Alert): string[] {
  if (kind !== 'detection') return ['Software and Configuration Checks'];
  const category = [target.container, target.pod, target.image].some(isFilled)
    ? 'Container'
    : isFilled(target.url)
      ? 'Application'
      : isFilled(actor.process)
        ? 'Process'
        : undefined;
  const behaviour = category === undefined ? 'Unusual Behaviors' : `Unusual Behaviors/${category}`;
  return attack.length === 0 ? [behaviour] : ['TTPs', behaviour];
}

const boundedValue = (text: string): string => truncateBytes(visible(text), VALUE_BYTES);

/** At most so many pairs; names that turn out alike are told apart by the first. */
function bounded(pairs: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value = ''] of pairs) {
    const key = truncate(oneLine(name), NAME_MAX);
    const isNew = key !== '' && !kept.has(key) && kept.size < PAIRS_MAX;
    if (isNew && /\S/.test(visible(value))) kept.set(key, boundedValue(value));
  }
  return Object.fromEntries(kept);
}

/** The problem and not the occurrence: Security Hub updates a finding whose id it knows, and archives it when it is over. */
export const findingId = ({ source, fingerprint }: Alert): string =>
  `tocsin/${hashOf(['finding', source, fingerprint])}`;

const actorPairs = ({ actor }: Alert) =>
  Object.entries(actor).map(([name, value]) => [`tocsin/Actor/${name}`, value] as const);

function productFields(alert: Alert, { deliveryId }: Attempt, others: readonly Alert[]): Record<string, string> {
  return bounded([
    ['tocsin/AlertId', alert.id],
    // What came in the same request of the same problem, and is told by this one.
    ['tocsin/AlsoAlertIds', others.map(({ id }) => id).join(' ')],
    ['tocsin/DeliveryId', deliveryId],
    ['tocsin/Fingerprint', alert.fingerprint],
    ['tocsin/Source', alert.source],
    ['tocsin/Kind', alert.kind],
    ['tocsin/Type', alert.type],
    ['tocsin/State', alert.state],
    ['tocsin/Action', alert.action],
    ['tocsin/Techniques', alert.attack.map(({ technique }) => technique).join(' ')],
    ...actorPairs(alert),
    ['tocsin/Evidence', alert.evidence[0]?.content],
    ...Object.entries({ ...alert.labels, ...alert.facts }).map(([name, value]) => [`fact/${name}`, value] as const),
  ]);
}

function resourceOf({ target, source }: Alert, { region, productArn }: FindingPlace): Resource {
  const { resource, workload, pod, container, url, host, cluster } = target;
  const id = [resource, workload, pod, container, url, host, cluster].find(isFilled);
  const other = bounded(Object.entries(target));
  return {
    Type: 'Other',
    Id: line(id, RESOURCE_ID_MAX, line(source, RESOURCE_ID_MAX, 'not stated')),
    Partition: productArn.split(':')[1] ?? 'aws',
    Region: region,
    ...(Object.keys(other).length === 0 ? {} : { Details: { Other: other } }),
  };
}

/** One line: there is no room for more, and the console shows no line ends. */
function adviceOf({ remediation }: Alert): Pick<Finding, 'Remediation'> {
  const steps = (remediation?.steps ?? []).map(({ title, text }, i, all) => {
    const words = [title, ...partsOf(text).map((part) => part.text)].filter(isFilled).join(': ');
    return all.length > 1 ? `${i + 1}. ${words}` : words;
  });
  const text = oneLine([remediation?.title, ...steps].filter(isFilled).join(' – '));
  return text === '' ? {} : { Remediation: { Recommendation: { Text: truncate(text, ADVICE_MAX) } } };
}

function urlOf({ url }: Alert): Pick<Finding, 'SourceUrl'> {
  const safe = httpUrl(url);
  return safe === undefined || safe.length > URL_MAX ? {} : { SourceUrl: safe };
}

/** An alert as a finding; `others` are alerts of the same problem that it stands for besides. */
export function findingOf(alert: Alert, attempt: Attempt, place: FindingPlace, others: readonly Alert[] = []): Finding {
  const received = timeOf(alert.receivedAt) ?? timeOf(attempt.at) ?? '1970-01-01T00:00:00.001Z';
  const occurred = timeOf(alert.occurredAt) ?? received;
  const description = [alert.description, alert.title].find((text) => /\S/.test(visible(text))) ?? 'not stated';
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId(alert),
    ProductArn: place.productArn,
    ProductName: line(alert.product, NAME_MAX, 'Tocsin'),
    CompanyName: line(alert.vendor, NAME_MAX, 'Tocsin'),
    GeneratorId: truncate(
      `tocsin/${line(alert.source, 200, 'unknown')}/${line(alert.type, 250, alert.kind)}`,
      GENERATOR_MAX,
    ),
    AwsAccountId: place.accountId,
    Region: place.region,
    CreatedAt: occurred,
    UpdatedAt: received,
    LastObservedAt: occurred,
    Title: line(alert.title, TITLE_MAX, line(alert.type, TITLE_MAX, 'Alert without a title')),
    Description: truncate(visible(description), DESCRIPTION_MAX),
    // Severity and types at the top are the analysts' (https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html).
    FindingProviderFields: {
      Severity: { Label: labels[alert.severity], Original: line(alert.vendorSeverity, ORIGINAL_MAX, alert.severity) },
      Types: typesOf(alert),
    },
    ...adviceOf(alert),
    ...urlOf(alert),
    ProductFields: productFields(alert, attempt, others),
    Resources: [resourceOf(alert, place)],
    RecordState: alert.state === 'resolved' ? 'ARCHIVED' : 'ACTIVE',
  };
}
