// The package's main entry does not load under Node, its bundle does.
import AdaptiveCards from 'adaptivecards/dist/adaptivecards.js';
import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  unescaped,
  type Verdict,
} from '../_kit/receiver.ts';

// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
const MESSAGE_MAX_BYTES = 28 * 1024;
// https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-format
const CARD_MINOR_MAX = 5;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** The flow's answer to whatever its trigger's schema lets pass: the run itself has not even begun. */
const queued: Answer = { status: 202, headers: {}, body: '' };

const error = (status: number, code: string, message: string): Verdict =>
  refuse('invoke', json(status, { error: { code, message } }), message);

/** The run's failures, which only the owner of the flow ever sees: here they are the receipt's `problem`. */
function runProblem(body: unknown): string | undefined {
  const attachments = at(body, 'attachments');
  if (attachments === undefined || attachments === null)
    return "Send_each_adaptive_card: '@triggerOutputs()?['body']?['attachments']' is of type 'Null'";
  const cards = listAt(body, 'attachments');
  if (cards.length === 0) return 'no attachment: the flow posts nothing';
  if (at(body, 'type') !== 'message') return `type is ${String(at(body, 'type'))}, not message`;
  return cards.map(attachmentProblem).find((problem) => problem !== undefined);
}

function attachmentProblem(attachment: unknown): string | undefined {
  if (textAt(attachment, 'contentType') !== CARD_TYPE) return `contentType is not ${CARD_TYPE}`;
  const card = isFields(attachment) ? attachment['content'] : undefined;
  if (!isFields(card) || card['type'] !== 'AdaptiveCard') return "Property 'type' must be 'AdaptiveCard'";
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(textAt(card, 'version') ?? '') ?? [];
  if (major !== '1' || Number(minor) > CARD_MINOR_MAX) return `card version ${String(card['version'])} is above 1.5`;
  return elementProblem(card) ?? parserProblem(card);
}

const required: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ['text'],
  TextRun: ['text'],
  Image: ['url'],
  'Action.OpenUrl': ['url', 'title'],
};

/** What the parser below is lax about and Teams is not. */
function elementProblem(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstProblem(value);
  if (!isFields(value)) return undefined;
  const type = textAt(value, 'type') ?? '';
  const missing = (Object.hasOwn(required, type) ? required[type] : undefined)?.find(
    (key) => typeof value[key] !== 'string',
  );
  if (missing !== undefined) return `${type} needs a text ${missing}`;
  if (type === 'Action.Submit' || type === 'Media') return `${type} does not work in a card posted by a webhook`;
  const loose = listAt(value, 'facts').some((fact) => !textAt(fact, 'title') || textAt(fact, 'value') === undefined);
  if (loose) return 'a fact needs a title and a value';
  return firstProblem(Object.values(value));
}

const firstProblem = (values: readonly unknown[]): string | undefined =>
  values.map(elementProblem).find((problem) => problem !== undefined);

/** Microsoft's own parser: unknown elements, bad enumeration values, missing urls. */
function parserProblem(card: Fields): string | undefined {
  const parsed = new AdaptiveCards.AdaptiveCard();
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  parsed.parse({ ...card }, context);
  if (context.eventCount > 0) return context.getEventAt(0).message;
  return parsed.validateProperties().validationEvents[0]?.message;
}

const unauthorised = json(401, {
  error: { code: 'AuthorizationFailed', message: 'The authentication credentials are not valid.' },
});

/** What the trigger itself refuses, before there is a run. */
function triggerRefusal({ method, bytes }: SandboxRequest, body: unknown): Verdict | undefined {
  if (method !== 'POST') return error(405, 'MethodNotAllowed', 'The trigger takes POST.');
  if (bytes.length > MESSAGE_MAX_BYTES)
    return error(413, 'RequestEntityTooLarge', `The message has ${bytes.length} bytes, above 28 KB.`);
  if (!isFields(body)) return error(400, 'TriggerInputSchemaMismatch', 'The input body must be a JSON object.');
  return Array.isArray(body['attachments'] ?? [])
    ? undefined
    : error(400, 'TriggerInputSchemaMismatch', "Invalid type. Expected Array for 'attachments'.");
}

function* texts(value: unknown): Generator<Fields> {
  if (Array.isArray(value)) for (const inner of value) yield* texts(inner);
  if (!isFields(value)) return;
  if (typeof value['text'] === 'string') yield value;
  for (const inner of Object.values(value)) yield* texts(inner);
}

/** A card has no field for a title: the first of its largest texts stands for one. */
function titleIn(card: unknown): string {
  const all = [...texts(card)];
  const large = all.find(({ size }) => /large$/i.test(String(size))) ?? all[0];
  return unescaped(textAt(large, 'text') ?? '');
}

function run(body: unknown): Verdict {
  const problem = runProblem(body);
  if (problem !== undefined) return refuse('invoke', queued, `flow run failed: ${problem}`);
  const title = titleIn(at(body, 'attachments'));
  return accept('invoke', queued, {
    summary: line(title),
    body,
    alertIds: alertIdsIn(body),
    arrived: true,
  });
}

/**
 * The trigger of a Teams workflow. The query's `sig` is the credential. What passes the trigger is answered with 202,
 * also when the run then fails: such a card is `ok: false` here and has not arrived.
 */
export function teams(path: string, sig: string): Receiver {
  return {
    handle(request) {
      if (request.path !== path) return error(404, 'WorkflowNotFound', 'The workflow could not be found.');
      if (request.query.get('sig') !== sig) return refuse('invoke', unauthorised, 'sig does not match');
      const body = parseJson(request.text)?.value;
      return triggerRefusal(request, body) ?? run(body);
    },
    expired: () => unauthorised,
  };
}
