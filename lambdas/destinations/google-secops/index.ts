import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unconfirmed, unknown } from '../../domain/outcome.ts';
import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { answerIn } from '../_kit/answer.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds } from '../_kit/http/http-status.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';
import { ServiceAccountKey, serviceAccount } from './google-key.ts';
import { udm } from './udm.ts';

const DOCS =
  'https://docs.cloud.google.com/chronicle/docs/reference/rest/v1beta/projects.locations.instances.events/import';
// The page names no size; 1 MB is what others found it to take (https://docs.tenzir.com/changelog/tenzir/v4-32-1).
const REQUEST_BYTES = 1_000_000;
const BATCH_BYTES = 900_000;
const BATCH_ITEMS = 100;
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

const region = /^[a-z]{2,}(-[a-z]+[0-9]*)*$/;

const Settings = z.strictObject({
  project: z
    .string()
    .check(
      z.regex(/^[a-z0-9][a-z0-9.:-]{2,62}$/, { error: 'is no Google Cloud project: give its id or its number' }),
      z.describe('The id or number of the Google Cloud project that the instance is bound to.'),
    ),
  region: z
    .string()
    .check(
      z.regex(region, { error: 'is no region: expected us, eu, europe-west2, asia-southeast1 or the like' }),
      z.describe('Where the instance is: us, eu, europe-west2, asia-southeast1, …'),
    ),
  instance: z
    .guid({ error: 'is no instance: expected the customer id, a GUID, as SIEM Settings, Profile shows it' })
    .check(z.describe('The customer id, as "SIEM Settings", "Profile" shows it.')),
  credentials: ServiceAccountKey.check(
    z.describe('The JSON key of a service account, whole, as Google Cloud lets you download it.'),
  ),
  baseUrl: z.optional(
    z
      .url({ protocol: /^https?$/ })
      .check(
        z.describe(
          'The API up to its version, in place of https://chronicle.<region>.rep.googleapis.com/v1beta: ' +
            'for a private endpoint, or another version.',
        ),
      ),
  ),
});
type Settings = z.infer<typeof Settings>;

const eventOf = ({ alert, attempt }: Rendered): string =>
  `{"udm":${fitted(alert, BATCH_BYTES, (short) => udm(short, attempt).body)}}`;

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { project, region: location, instance, credentials, baseUrl } = settings;
  const base = baseUrl ?? `https://chronicle.${location}.rep.googleapis.com/v1beta`;
  return {
    method: 'POST',
    url: `${withoutSlash(base)}/projects/${project}/locations/${location}/instances/${instance}/events:import`,
    headers: { 'content-type': 'application/json' },
    body: `{"inlineSource":{"events":[${items.map(eventOf).join(',')}]}}`,
    auth: serviceAccount(credentials, SCOPE),
  };
}

// https://cloud.google.com/apis/design/errors#handling_errors: what each of the canonical codes says about.
const refusals = new Set(['UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_FOUND', 'FAILED_PRECONDITION', 'UNIMPLEMENTED']);
const troubles = new Set(['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'ABORTED', 'INTERNAL', 'CANCELLED']);
/** About an event, when the error names one; else about the request, which names instance and project as well. */
const faults = new Set(['INVALID_ARGUMENT', 'OUT_OF_RANGE']);
const doubts = new Set(['DEADLINE_EXCEEDED', 'UNKNOWN', 'DATA_LOSS']);

/** A `google.rpc.Status` (https://cloud.google.com/apis/design/errors#error_model); empty for an answer that is none. */
function errorIn(response: OutboundResponse): Fields {
  const { error } = answerIn(response);
  return isFields(error) ? error : {};
}

/** Whether the message or a field violation is about an event: `inline_source.events[0].udm.metadata…`. */
const namesAnEvent = ({ message, details }: Fields): boolean =>
  /\bevents?\b|\budm\b/i.test(`${textOf(message) ?? ''} ${JSON.stringify(details ?? '')}`.slice(0, 20_000));

function judgeFault(reason: string, error: Fields): Outcome {
  return namesAnEvent(error) ? rejected(reason) : retry(reason);
}

function judgeCode(code: string, response: OutboundResponse): Outcome | undefined {
  const reason = code.toLowerCase();
  if (refusals.has(code)) return refused(reason);
  if (troubles.has(code))
    return retry(code === 'RESOURCE_EXHAUSTED' ? 'rate_limited' : reason, retryAfterSeconds(response));
  if (doubts.has(code)) return unknown(reason);
  return faults.has(code) && response.status < 500 ? judgeFault(reason, errorIn(response)) : undefined;
}

/** "If successful, the response body is empty", or an empty object; anything else comes from somewhere in between. */
function judgeAccepted({ body }: OutboundResponse): Outcome {
  return /^(?:\{\s*\})?$/.test(body.trim()) ? delivered() : unconfirmed('unexpected_body');
}

function judge(response: OutboundResponse): Outcome {
  if (isSuccess(response)) return judgeAccepted(response);
  if (response.status === 504) return unknown('deadline_exceeded');
  const code = textOf(errorIn(response)['status']) ?? '';
  return judgeCode(code, response) ?? judgeWithoutWord(response);
}

/** UDM events through the Chronicle API. All events of a request must be valid, or none is taken. */
export const googleSecops = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Google Security Operations',
    group: 'siem',
    shows:
      'One UDM event a report: who in principal, what in target, the finding in security_result with rule, severity, ' +
      'scores, action and ATT&CK; metadata.product_log_id is the id of the finding, the same in every report about it.',
    setup: [
      'In the Google Cloud console of the project that your instance is bound to, enable the "Chronicle API".',
      'Under "IAM & Admin", "Service Accounts", create an account, and grant it a role with the permission chronicle.events.import, such as "Chronicle API Editor".',
      'Open the account, "Keys", "Add key", "Create new key", "JSON", and put the whole file into the secret.',
      'Take project, region and instance from "SIEM Settings", "Profile" in Google SecOps.',
    ],
    cannot: [
      'Google promises nothing about an event that is imported twice: after a lost answer there may be two with one ingestion label tocsin_alert_id, the second with the label possible_duplicate.',
      'An event is not updated: when the sender says that it is over or silenced, another one says so (alert_state NOT_ALERTING, and threat_status CLEARED when it is over).',
      "The tenant's burst limit in MB a second is not known from outside; what is too much is sent again later.",
    ],
    limits: [
      {
        what: 'request',
        max: REQUEST_BYTES,
        unit: 'bytes',
        docs: DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
    ],
  },
  settings: Settings,
  secrets: ['credentials'],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: {
    maxItems: BATCH_ITEMS,
    maxBytes: BATCH_BYTES,
    render: requestOf,
    judge: (response, items) => judgeTogether(judge(response), response, items),
  },
});
