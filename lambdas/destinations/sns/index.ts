import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../../domain/outcome.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { oneLine, truncate, withoutSlash } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { formats } from '../_kit/formats/formats.ts';
import {
  arnParts,
  awsAuth,
  awsSettings,
  domainOf,
  judgeAwsError,
  keysChecks,
  type OwnErrors,
} from '../_kit/http/aws.ts';
import { isSuccess, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { mailText } from '../_kit/mail/text.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const topicArn = /^arn:aws(?:-[a-z-]+)?:sns:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

const Settings = z
  .strictObject({
    topicArn: z.string().check(
      z.regex(topicArn, {
        error: 'is not the ARN of a topic: expected one such as arn:aws:sns:eu-central-1:123456789012:alerts',
      }),
      z.describe('The ARN of the topic; region and account are taken from it.'),
    ),
    format: z
      ._default(z.enum(['alert', 'ocsf', 'text']), 'alert')
      .check(
        z.describe('What the message is: JSON for programs, or text for topics that people subscribe to by mail.'),
      ),
    ...awsSettings,
  })
  .check(...keysChecks);
type Settings = z.infer<typeof Settings>;

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const MESSAGE_MAX = 262_144;
/** Attributes count too. */
const ATTRIBUTES_ROOM = 4096;
const SUBJECT_MAX = 99;
const VALUE_MAX = 256;

/** No JSON writer escapes the two code points that XML forbids, and SNS speaks XML. */
const inXml = (text: string): string => text.toWellFormed().replace(/[\ufffe\uffff]/g, '\ufffd');

function messageOf(alert: Alert, attempt: Attempt, format: Settings['format']): string {
  const render = (each: Alert): string =>
    inXml(format === 'text' ? mailText(alertView(each, attempt)) : formats[format](each, attempt).body);
  return fitted(alert, MESSAGE_MAX - ATTRIBUTES_ROOM, render);
}

/** ASCII, on one line, below 100 characters. */
function subjectOf(alert: Alert, attempt: Attempt): string {
  const { severityLabel, headline, place } = alertView(alert, attempt);
  const ascii = [`[${severityLabel}] ${headline}`, ...(place === '' ? [] : [place])]
    .join(' - ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
  return ascii.length > SUBJECT_MAX ? `${ascii.slice(0, SUBJECT_MAX - 3)}...` : ascii;
}

/** What filter policies can choose by, ten at most (https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html). */
const attributesOf = (alert: Alert, { possibleDuplicate }: Attempt) => ({
  severity: alert.severity,
  source: alert.source,
  kind: alert.kind,
  class: alert.class,
  state: alert.state,
  finding_status: alert.finding.status,
  action: alert.action,
  alert_id: alert.id,
  finding_uid: alert.finding.uid,
  ...(possibleDuplicate ? { possible_duplicate: 'true' } : {}),
});

function attributeFields(alert: Alert, attempt: Attempt): [string, string][] {
  const pairs = Object.entries(attributesOf(alert, attempt)).map(
    ([name, value]) => [name, inXml(truncate(oneLine(value), VALUE_MAX))] as const,
  );
  return pairs
    .filter(([, value]) => value !== '')
    .flatMap(([name, value], i): [string, string][] => [
      [`MessageAttributes.entry.${i + 1}.Name`, name],
      [`MessageAttributes.entry.${i + 1}.Value.DataType`, 'String'],
      [`MessageAttributes.entry.${i + 1}.Value.StringValue`, value],
    ]);
}

/** A FIFO topic keeps the occurrences of a problem in order, and drops for five minutes what has the same id. */
const fifoFields = (alert: Alert, { deliveryId }: Attempt): [string, string][] => [
  ['MessageGroupId', hashOf(['problem', alert.fingerprint])],
  ['MessageDeduplicationId', hashOf(['delivery', deliveryId])],
];

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const { topicArn: arn, format } = settings;
  const { region } = arnParts(arn);
  const { apiUrl = `https://sns.${region}.${domainOf(region)}` } = settings;
  const fields: [string, string][] = [
    ['Action', 'Publish'],
    ['Version', '2010-03-31'],
    ['TopicArn', arn],
    ['Subject', subjectOf(alert, attempt)],
    ['Message', messageOf(alert, attempt, format)],
    ...attributeFields(alert, attempt),
    ...(arn.endsWith('.fifo') ? fifoFields(alert, attempt) : []),
  ];
  return {
    method: 'POST',
    url: `${withoutSlash(apiUrl)}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams(fields).toString(),
    auth: awsAuth('sns', region, settings),
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const errors: OwnErrors = {
  NotFound: refused,
  EndpointDisabled: refused,
  PlatformApplicationDisabled: refused,
  KMSAccessDenied: refused,
  KMSDisabled: refused,
  KMSInvalidState: refused,
  KMSNotFound: refused,
  KMSOptInRequired: refused,
  InvalidParameter: rejected,
  ParameterValueInvalid: rejected,
  InvalidParameterValue: rejected,
  Validation: rejected,
  ValidationError: rejected,
};

/** A parameter that the alert makes: `Invalid parameter: Message too long`, `Invalid parameter: Subject`. */
const messageParameter =
  /<Message>[^<]*(?:\bparameter: (?:Message|MessageAttributes|Subject)\b|\bmessage attribute\b)/i;

/** Parameters are the topic as well as the message: only one of the message is about this alert. */
function judgeError(response: OutboundResponse): Outcome {
  const outcome = judgeAwsError(response, errors);
  const isOfTopic = outcome.kind === 'rejected' && response.status === 400 && !messageParameter.test(response.body);
  return isOfTopic ? retry(outcome.reason) : outcome;
}

function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeError(response);
  const [, id] = /<MessageId>([\w-]{1,100})<\/MessageId>/.exec(response.body) ?? [];
  return id === undefined ? unconfirmedResponse : delivered(id);
}

const fieldOf = ({ body }: OutboundRequest, name: string): string => new URLSearchParams(body).get(name) ?? '';

const DOCS = 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html';

/** A message to a topic, with attributes to filter by. */
export const sns = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Amazon SNS',
    group: 'aws',
    shows:
      'A message an alert with severity, source, kind, class, state, finding status and action as attributes, so that each subscription can ' +
      'choose by a filter policy what it gets.',
    setup: [
      'In the SNS console, "Topics", "Create topic"; copy its ARN.',
      'Subscribe everybody who should get the alerts, each with a filter policy such as {"severity": ["high", "critical"]}.',
      'Nothing else when the topic is in Tocsin’s account: its deliver function is allowed to publish there. Else allow ' +
        'that function’s role in the topic’s access policy, or give keys of the other account. A topic that is encrypted with ' +
        'a key of your own must also let the role use the key (kms:GenerateDataKey, kms:Decrypt).',
    ],
    cannot: [
      'A standard topic may bring a message twice; a FIFO topic drops what is sent again within five minutes.',
      'That the topic has a message does not say that anybody was subscribed.',
      'The subject is ASCII: other letters of a title become ? there.',
    ],
    limits: [
      {
        what: 'message',
        max: MESSAGE_MAX,
        unit: 'bytes, attributes included',
        docs: DOCS,
        measure: (request) =>
          [...new URLSearchParams(request.body)]
            .filter(([name]) => name === 'Message' || name.startsWith('MessageAttributes.'))
            .reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0),
      },
      {
        what: 'subject',
        max: SUBJECT_MAX,
        unit: 'characters',
        docs: DOCS,
        measure: (request) => fieldOf(request, 'Subject').length,
      },
    ],
  },
  settings: Settings,
  secrets: ['secretAccessKey'],
  audience: 'machines',
  render,
  judge,
});
