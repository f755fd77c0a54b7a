import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unknown } from '../../domain/outcome.ts';
import { isFields, listOf } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { occurredMillis } from '../_kit/formats/_kit/format.ts';
import { formats } from '../_kit/formats/formats.ts';
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
import { isSuccess, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const busArn = /^arn:aws(?:-[a-z-]+)?:events:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:event-bus\/[\w./-]{1,256}$/;

const Settings = z
  .strictObject({
    region: Region.check(z.describe('The region of the bus.')),
    bus: z._default(
      z.string().check(
        z.refine((text) => /^[\w./-]{1,256}$/.test(text) || busArn.test(text), {
          error: 'must be the name or the ARN of an event bus',
        }),
        z.describe('The bus, by name or, in another account, by ARN.'),
      ),
      'default',
    ),
    format: z
      ._default(z.enum(['alert', 'ocsf']), 'alert')
      .check(z.describe('What the detail holds: the alert’s own JSON, or an OCSF Detection Finding.')),
    ...awsSettings,
  })
  .check(...keysChecks);
type Settings = z.infer<typeof Settings>;

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html. AWS has since spoken of 1 MB an event; many
// targets and the reference of PutEvents still say 256 KB.
const ENTRIES_MAX = 10;
const ENTRIES_BYTES = 262_144;
const ENTRY_BYTES = 240_000;
// Fields are escaped once more inside the request, so that what is counted there is more than what AWS counts.
const BATCH_BYTES = 250_000;

const SOURCE = 'tocsin';
const kinds: Readonly<Record<Exclude<Alert['kind'], 'detection'>, string>> = {
  unreadable: 'Unreadable Webhook',
  gap: 'Alerts Missing',
  system: 'Tocsin Notice',
};
const endings: Readonly<Partial<Record<Alert['finding']['status'], string>>> = {
  resolved: ' Resolved',
  suppressed: ' Suppressed',
};

/** Rules choose by it: what ends or silences a finding is no new `Security Alert`, and neither is a monitor's. */
function detailTypeOf({ kind, class: about, finding }: Alert): string {
  if (kind !== 'detection') return kinds[kind];
  return `${about === 'operational' ? 'Operational' : 'Security'} Alert${endings[finding.status] ?? ''}`;
}

/** The record's own fields at the top, so that rules read `{"detail": {"severity": ["critical"]}}`. */
function detailOf({ alert, attempt }: Rendered, format: Settings['format']): string {
  const { deliveryId, possibleDuplicate } = attempt;
  const own = { delivery_id: deliveryId, ...(possibleDuplicate ? { possible_duplicate: true } : {}) };
  const head = JSON.stringify(own).slice(0, -1);
  return fitted(alert, ENTRY_BYTES, (each) => `${head},${formats[format](each, attempt).body.slice(1)}`);
}

/** EventBridge takes whole seconds since 1970; another time is left out, and that of the request stands. */
const timeOf = (alert: Alert): number | undefined => {
  const seconds = Math.floor(occurredMillis(alert) / 1000);
  return seconds > 0 && seconds < 253_402_300_800 ? seconds : undefined;
};

const entryOf = (item: Rendered, { bus, format }: Settings) => ({
  Time: timeOf(item.alert),
  Source: SOURCE,
  DetailType: detailTypeOf(item.alert),
  EventBusName: bus,
  Detail: detailOf(item, format),
});

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { region, apiUrl = `https://events.${region}.${domainOf(region)}` } = settings;
  return {
    method: 'POST',
    url: `${withoutSlash(apiUrl)}/`,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: items.map((item) => entryOf(item, settings)) }),
    auth: awsAuth('events', region, settings),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html and of the whole request */
const errors: OwnErrors = {
  InternalFailure: (reason) => retry(reason),
  Internal: (reason) => retry(reason),
  InvalidAccountId: refused,
  NotAuthorizedForSource: refused,
  NotAuthorizedForDetailType: refused,
  ResourceNotFound: refused,
  // "A specified parameter is not valid": the bus and the source as well as the detail.
  InvalidArgument: (reason) => retry(reason),
  RedactionFailure: (reason) => retry(reason),
  MalformedDetail: rejected,
  Validation: rejected,
};

function judgeEntry(entry: unknown): Outcome {
  if (!isFields(entry)) return unknown('entry_missing');
  const { EventId: id, ErrorCode: code } = entry;
  if (typeof id === 'string' && /^[\w-]{1,64}$/.test(id)) return delivered(id);
  if (typeof code !== 'string') return unconfirmedResponse;
  const name = code.replace(/Exception$/, '');
  const mine = Object.hasOwn(errors, name) ? errors[name] : undefined;
  return mine?.(name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()) ?? judgeName(name) ?? retry('entry_failed');
}

function entriesIn(body: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? listOf(parsed['Entries']) : [];
  } catch {
    return [];
  }
}

/** `Total size of the entries in the request is over the limit.`; else it may be the bus that is not valid. */
function judgeRequest(response: OutboundResponse): Outcome {
  const outcome = judgeAwsError(response, errors);
  const isOfBus = outcome.kind === 'rejected' && response.status === 400 && !/\b(?:size|limit)\b/i.test(response.body);
  return isOfBus ? retry(outcome.reason) : outcome;
}

/** Each entry has a result of its own, in order; the request as a whole succeeds also when all of them fail. */
function judgeBatch<T>(response: OutboundResponse, items: readonly T[]): readonly Outcome[] {
  if (!isSuccess(response)) return judgeTogether(judgeRequest(response), response, items);
  const entries = entriesIn(response.body);
  return items.map((_, i) => (entries.length === 0 ? unconfirmedResponse : judgeEntry(entries[i])));
}

/** As EventBridge counts: the bytes of each entry's parts, before the request's own escapes. */
function sizeOf({ body = '' }: OutboundRequest): number {
  const sizes = entriesIn(body).map((entry) => {
    const { Time, ...texts } = isFields(entry) ? entry : { Time: undefined };
    const bytes = ['Source', 'DetailType', 'Detail'].map((key) =>
      Buffer.byteLength(String((texts as Record<string, unknown>)[key] ?? '')),
    );
    return bytes.reduce((sum, size) => sum + size, Time === undefined ? 0 : 14);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

const DOCS = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html';

/** An event an alert, ten in a request. */
export const eventbridge = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Amazon EventBridge',
    group: 'aws',
    shows:
      'An event an alert with the source "tocsin" and the detail-type "Security Alert" ("Alerts Missing", "Unreadable ' +
      'Webhook", "Tocsin Notice" for the others), its detail the alert, for rules of your own.',
    setup: [
      'Choose a bus, or in the EventBridge console, "Event buses", "Create event bus".',
      '"Rules", "Create rule" on that bus with a pattern such as {"source": ["tocsin"], "detail": {"severity": ["critical"]}}.',
      'Nothing else when the bus is in Tocsin’s account: its deliver function is allowed to put events there. The bus of ' +
        'another account must allow that account in its policy.',
    ],
    cannot: [
      'EventBridge knows no repeat: detail.delivery_id is the same for both copies, and the second has possible_duplicate.',
      'An event that no rule matches is gone.',
    ],
    limits: [
      { what: 'request', max: ENTRIES_BYTES, unit: 'bytes of entries', docs: DOCS, measure: sizeOf },
      {
        what: 'request',
        max: ENTRIES_MAX,
        unit: 'entries',
        docs: DOCS,
        measure: ({ body = '' }) => entriesIn(body).length,
      },
    ],
  },
  settings: Settings,
  secrets: ['secretAccessKey'],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge: (response) => judgeBatch(response, [0])[0] ?? unknown('unclassified_response'),
  batch: { maxItems: ENTRIES_MAX, maxBytes: BATCH_BYTES, render: requestOf, judge: judgeBatch },
});
