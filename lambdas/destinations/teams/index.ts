import * as z from 'zod/mini';
import type { OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, retry, unknown } from '../../domain/outcome.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { defineDestination } from '../_kit/define-destination.ts';
import { isMarkup, isSuccess, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { teamsCard } from './card.ts';
import { teamsMention } from './mention.ts';

/** Office 365 connectors are retired (https://devblogs.microsoft.com/microsoft365dev/retirement-of-office-365-connectors-within-microsoft-teams/). */
const isConnector = (url: string): boolean =>
  /^https?:\/\/(?:[^/?#]*@)?(?:[^/?#@]+\.)?(?:webhook\.office\.com|outlook\.office(?:365)?\.com)\.?(?::\d+)?(?:[/?#]|$)/i.test(
    url,
  );

const Settings = z.strictObject({
  // Its signature depends on every byte, so it is never parsed and put together again.
  webhookUrl: z.string().check(
    z.refine((url) => /^https?:\/\/\S+$/i.test(url) && URL.canParse(url), {
      error: 'must be an http(s) URL',
      abort: true,
    }),
    z.refine((url) => !isConnector(url), {
      error:
        'is an Office 365 connector, which Microsoft has retired: in Teams, open Workflows for the channel, choose ' +
        '"Post to a channel when a webhook request is received", and use the URL that it shows',
    }),
    z.describe('The address that the workflow shows, whole; its sig is the credential.'),
  ),
});
type Settings = z.infer<typeof Settings>;

/** The connectors' documented 60 in 30 s, halved: a flow adds its owner's plan limits, which nobody states. */
const PER_MINUTE = 60;

/** What a connector answers with 200 when Teams refused the card (https://github.com/MicrosoftDocs/msteams-docs/issues/400). */
const failure = /^\s*"?Webhook message delivery failed with error:/i;
const relayedStatus = /\bHTTP error ([3-5]\d\d)\b/i;

/** The outcome of a failure that is passed on with 200, by the status that it names. */
function judgeRelayed(response: OutboundResponse): Outcome {
  const [, status] = relayedStatus.exec(response.body) ?? [];
  return status === undefined ? retry('delivery_failed') : judgeWithoutWord({ ...response, status: Number(status) });
}

/** 202 says that the flow has the card, not that the channel shows it; nothing better can be had. */
function judgeAccepted(response: OutboundResponse): Outcome {
  if (failure.test(response.body)) return judgeRelayed(response);
  return isMarkup(response) ? unconfirmedResponse : delivered();
}

function judge(response: OutboundResponse): Outcome {
  const { status, body } = response;
  if (isSuccess(response)) return judgeAccepted(response);
  if (status === 400 && /WorkflowTriggerIsNotEnabled|WorkflowNotEnabled|WorkflowIsDisabled/.test(body))
    return refused('flow_disabled');
  // The form is the same for every alert, so it is the flow that expects another one.
  if (status === 400 && body.includes('TriggerInputSchemaMismatch')) return refused('schema_mismatch');
  // The flow may have begun before the gateway lost patience.
  return status === 504 ? unknown('http_504') : judgeWithoutWord(response);
}

/** An Adaptive Card through the flow "When a Teams webhook request is received". */
export const teams = defineDestination<Settings>({
  docs: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
  about: {
    name: 'Microsoft Teams',
    group: 'chat',
    shows:
      'An Adaptive Card in the channel with severity, title and place, a sentence on what happened and what was done about ' +
      'it, the eight facts that help most (the others unfold), the first step of the advice and a ' +
      'little evidence. Repeats of a problem come as one card that counts them.',
    setup: [
      'In Teams, open the channel’s menu and choose "Workflows".',
      'Pick "Send webhook alerts to a channel" (its trigger is "When a Teams webhook request is received"), sign in, ' +
        'choose team and channel.',
      'Copy the URL that is shown at the end, whole: its sig is the credential.',
      'Add a co-owner to the flow in Power Automate: a flow ends with the account of its owner.',
    ],
    cannot: [
      'Teams answers before the flow has run, so "delivered" means that the flow has the card.',
      'A flow gives no receipt: no threads, no edits, no way to look whether a card arrived.',
    ],
    limits: [
      {
        what: 'message',
        max: 28 * 1024,
        unit: 'bytes',
        docs: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using',
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      {
        what: 'requests to a flow',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using',
      },
    ],
  },
  settings: Settings,
  secrets: ['webhookUrl'],
  targets: ['webhookUrl'],
  audience: 'people',
  mentions: teamsMention,
  perMinute: PER_MINUTE,
  quotaScope: ({ webhookUrl }) => `teams ${webhookUrl}`,
  render: (alert, attempt, { webhookUrl }) => ({
    method: 'POST',
    url: webhookUrl,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: teamsCard(alertView(alert, attempt)),
        },
      ],
    }),
  }),
  judge: (response) => judge(response),
});
