import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unconfirmed, unknown } from '../../domain/outcome.ts';
import { type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import {
  awsAuth,
  awsSettings,
  domainOf,
  judgeAwsError,
  judgeName,
  keysChecks,
  type OwnErrors,
  Region,
} from '../_kit/http/aws.ts';
import { isSuccess } from '../_kit/http/http-status.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { type Finding, type FindingPlace, findingId, findingOf } from './asff.ts';

const productArn =
  /^arn:aws(?:-[a-z-]+)?:securityhub:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{0,12}:product\/[\w.-]{1,100}\/[\w.-]{1,100}$/;

const Settings = z
  .strictObject({
    region: Region.check(z.describe('The region whose Security Hub gets the findings.')),
    accountId: z
      .string()
      .check(
        z.regex(/^\d{12}$/, { error: 'is not the id of an account: expected 12 digits, in quotes' }),
        z.describe('The account that the findings belong to: that of the role or keys which sign.'),
      ),
    productArn: z.optional(
      z
        .string()
        .check(
          z.regex(productArn, { error: 'is not the ARN of a Security Hub product' }),
          z.describe('The ARN of a product of your own. Without it the account’s default product.'),
        ),
    ),
    ...awsSettings,
  })
  .check(...keysChecks);
type Settings = z.infer<typeof Settings>;

// https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html
const BATCH_ITEMS = 100;
const BATCH_BYTES = 6_000_000;
const FINDING_BYTES = 240_000;
const PER_MINUTE = 600;

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const placeOf = ({ region, accountId, productArn: own }: Settings): FindingPlace => ({
  accountId,
  region,
  productArn: own ?? `arn:${partitionOf(region)}:securityhub:${region}:${accountId}:product/${accountId}/default`,
});

/** Each finding once: by the newest alert about it, which names the others. Security Hub would ignore the older ones. */
function findingsOf(items: readonly Rendered[], settings: Settings): Finding[] {
  const place = placeOf(settings);
  return [...Map.groupBy(items, ({ alert }) => findingId(alert)).values()].flatMap((group) => {
    const newest = group.toSorted((a, b) => (a.alert.receivedAt < b.alert.receivedAt ? 1 : -1))[0];
    const others = group.filter((item) => item !== newest).map(({ alert }) => alert);
    return newest === undefined ? [] : [findingOf(newest.alert, newest.attempt, place, others)];
  });
}

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { region, apiUrl = `https://securityhub.${region}.${domainOf(region)}` } = settings;
  return {
    method: 'POST',
    url: `${withoutSlash(apiUrl)}/findings/import`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Findings: findingsOf(items, settings) }),
    auth: awsAuth('securityhub', region, settings),
  };
}

const again = (reason: string): Outcome => retry(reason);

/**
 * Of the request (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html#API_BatchImportFindings_Errors).
 * What is invalid about the request is not said to be about a finding.
 */
const errors: OwnErrors = {
  InvalidAccess: refused,
  ResourceNotFound: refused,
  Internal: again,
  InternalError: again,
  InvalidInput: again,
  InvalidParameter: again,
};
/**
 * Of single findings, which are named by their ids
 * (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ImportFindingsError.html).
 */
const findingErrors: OwnErrors = {
  ...errors,
  InvalidInput: rejected,
  InvalidParameter: rejected,
  FindingSizeExceeded: rejected,
};

/** What "does not adhere to Amazon Finding Format" though it comes from the settings, the same in every finding. */
const ofSettings = /\b(?:AwsAccountId|ProductArn|Region)\b/;

function judgeFailed({ ErrorCode: code, ErrorMessage: message }: Fields): Outcome {
  const name = (textOf(code) ?? '').replace(/Exception$/, '');
  const reason = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const mine = Object.hasOwn(findingErrors, name) ? findingErrors[name]?.(reason) : undefined;
  if (mine?.kind === 'rejected' && ofSettings.test(textOf(message) ?? '')) return refused(reason);
  return mine ?? judgeName(name) ?? retry('finding_failed');
}

interface Imported {
  readonly failed: ReadonlyMap<unknown, Outcome>;
  readonly succeeded: number;
}

/** A finding that is not among the failed ones is in, as long as the numbers agree with what was sent. */
function judgeImported({ failed, succeeded }: Imported, ids: readonly string[]): Outcome[] {
  const sent = new Set(ids).size;
  const isComplete = succeeded + failed.size >= sent;
  return ids.map((id) => failed.get(id) ?? (isComplete ? delivered(id) : unknown('finding_not_named')));
}

/** Nothing for a body that does not say how many findings were taken. */
function importedIn(body: string): Imported | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isFields(parsed) || typeof parsed['SuccessCount'] !== 'number') return undefined;
    const failed = listOf(parsed['FailedFindings']).filter(isFields);
    return {
      failed: new Map(failed.map((each) => [each['Id'], judgeFailed(each)])),
      succeeded: parsed['SuccessCount'],
    };
  } catch {
    return undefined;
  }
}

/** 200 also when every finding failed: those are listed by their ids. */
function judgeBatch(response: OutboundResponse, items: readonly Rendered[]): readonly Outcome[] {
  if (!isSuccess(response)) return judgeTogether(judgeAwsError(response, errors), response, items);
  const imported = importedIn(response.body);
  if (imported === undefined) return items.map(() => unconfirmed('unexpected_body'));
  const ids = items.map(({ alert }) => findingId(alert));
  return judgeImported(imported, ids);
}

/** Alone there is one finding, and what failed is it. */
function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeAwsError(response, errors);
  const imported = importedIn(response.body);
  if (imported === undefined) return unconfirmed('unexpected_body');
  const [failed] = imported.failed.values();
  return failed ?? (imported.succeeded > 0 ? delivered() : unknown('unexpected_body'));
}

function findingsIn({ body = '' }: OutboundRequest): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? listOf(parsed['Findings']) : [];
  } catch {
    return [];
  }
}

const DOCS = 'https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html';

/** A finding in AWS Security Hub CSPM for each that a sender tracks, updated by every alert about it and archived when it is over. */
export const securityHub = defineDestination<Settings>({
  docs: 'https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html',
  about: {
    name: 'AWS Security Hub',
    group: 'aws',
    shows:
      'One finding for each that the sender tracks, with its type, severity, resources, process, network, vulnerabilities ' +
      'and advice; each further alert about it updates it, and what the sender reports as over or suppressed is archived. What ' +
      'has no field is in ProductFields. Monitors and Tocsin’s system alerts come archived: they are no findings.',
    setup: [
      'In the Security Hub CSPM console of the region, "Go to Security Hub CSPM", "Enable".',
      'accountId is the account that Tocsin runs in: its deliver function is allowed to import findings there.',
      'For the Security Hub of another account make an IAM user there with securityhub:BatchImportFindings on ' +
        'arn:aws:securityhub:REGION:ACCOUNT:product/ACCOUNT/default, give its keys, and that account’s id as accountId.',
    ],
    cannot: [
      'The workflow status (new, notified, resolved) is the analysts’: Security Hub lets no provider change it. What comes ' +
        'again after it was archived is active again, and Security Hub sets its status to new.',
      'Security Hub overwrites CreatedAt with each update. It is the first sighting that the sender reports; where a sender ' +
        'reports none, it is the time of the latest alert.',
      'ProductFields hold 50 texts of 1,000 bytes; labels and facts beyond that are left out.',
      'Title, description and advice are cut at 256, 1024 and 512 characters, as Security Hub asks.',
    ],
    limits: [
      {
        what: 'request',
        max: BATCH_ITEMS,
        unit: 'findings',
        docs: DOCS,
        measure: (request) => findingsIn(request).length,
      },
      {
        what: 'finding',
        max: FINDING_BYTES,
        unit: 'bytes',
        docs: DOCS,
        measure: (request) =>
          findingsIn(request).reduce<number>(
            (most, each) => Math.max(most, Buffer.byteLength(JSON.stringify(each))),
            0,
          ),
      },
      {
        what: 'request',
        max: BATCH_BYTES,
        unit: 'bytes',
        docs: DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'requests of an account in a region', max: PER_MINUTE, unit: 'a minute', docs: DOCS },
    ],
  },
  settings: Settings,
  secrets: ['secretAccessKey'],
  audience: 'machines',
  isIdempotent: true,
  perMinute: PER_MINUTE,
  quotaScope: ({ accountId, region }) => `security-hub ${accountId} ${region}`,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: { maxItems: BATCH_ITEMS, maxBytes: BATCH_BYTES - 500_000, render: requestOf, judge: judgeBatch },
});
