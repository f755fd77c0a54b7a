import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';

/** A payload of a source, and the alert that it becomes. */
export interface SourceExample {
  readonly body: string;
  readonly alert: Alert;
}

type About = Source['about'];

/** The form of its credential: `bearer`, `header`, … */
const schemeOf = ({ auth }: About): string => /^\{ (\w+):/.exec(auth)?.[1] ?? auth;

const statusOf = ({ settings = {} }: About): number => Number(settings['successStatus'] ?? 202);

/** Why `tocsin send` cannot do as the sender does; nothing where it can. */
const inimitable: Readonly<Record<string, string>> = {
  eventbridge:
    'This source has no hook: its events come from EventBridge once Tocsin is deployed. `npx --no tocsin sources` shows when the last one came.',
  sns: 'Only Amazon SNS can sign for this source. Publish a message to the topic; `npx --no tocsin sources` shows when the last one came.',
};

/** How to see that the source works, before and after the product is set up. */
export function sourceTest(type: string, about: About, hasSample: boolean): string {
  const other = inimitable[schemeOf(about)];
  if (other !== undefined) return other;
  const payload = hasSample ? '--sample' : 'payload.json';
  return `\`npx --no tocsin send ${type} ${payload}\` sends ${hasSample ? 'an example' : 'a payload that you saved'} with the source’s credential. The answer is ${statusOf(about)}, and the alert is in the console. \`npx --no tocsin sources\` shows when the last webhook came.`;
}

/** What is wrong when the credential is. */
const credentials: Readonly<Record<string, string>> = {
  bearer: 'the header is not `Authorization: Bearer <token>`, or the token is not that of Tocsin',
  token: 'the last part of the URL is not the token of this source',
  basic: 'the user name or the password is not that of this source',
  hmac: 'the signing secret in the product is not that of Tocsin, or something between them changed the body',
  standardWebhooks:
    'the signing secret in the product is not that of Tocsin, or the clocks differ by more than five minutes',
  sns: 'the topic is not in `topicArns`, or raw message delivery is on',
};

function credentialFault(about: About): string {
  const [, header] = /^\{ header: \{ name: ([\w-]+)/.exec(about.auth) ?? [];
  return header === undefined
    ? (credentials[schemeOf(about)] ?? '')
    : `the header \`${header}\` is missing, or its value is not that of Tocsin`;
}

/** What to look at when nothing comes, or what comes is refused. */
export function sourceFailures(type: string, about: About): string {
  const nothing =
    'Nothing comes: `npx --no tocsin sources` shows “last seen”. Set `expectEvery: 1h` to get an alert about silence.';
  const unread =
    'An alert of kind `unreadable` or type `drift`: the format changed. It was delivered all the same, with the text as evidence.';
  const refused = [
    `401: ${credentialFault(about)}.`,
    `404: the URL does not end in the name under \`sources\` (here \`${type}\`).`,
    '413, 429 or 503: too large, too fast, or Tocsin has no room; nothing of that request was accepted ([limits](../guides/sources.md#limits)).',
  ];
  const lines = schemeOf(about) === 'eventbridge' ? [nothing, unread] : [...refused, nothing, unread];
  return lines.map((line) => `- ${line}`).join('\n');
}
