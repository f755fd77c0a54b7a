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
  type Verdict,
} from '../_kit/receiver.ts';

// https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create
const MESSAGE_MAX_BYTES = 32_000;
// https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
const WIDGETS_MAX = 100;

/** Invented. */
const secrets = { space: 'AAAAsandbox', key: 'sandbox-google-key', token: 'sandbox-google-token=' } as const;
const PATH = `/v1/spaces/${secrets.space}/messages`;

const error = (code: number, status: string, message: string, reason?: string): Answer => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }];
  return json(code, { error: { code, message, status, ...(reason === undefined ? {} : { details }) } });
};
const no = (answer: Answer, problem: string): Verdict => refuse('message', answer, problem);
const invalid = (message: string): Verdict => no(error(400, 'INVALID_ARGUMENT', message), message);

const fields: Readonly<Record<string, ReadonlySet<string>>> = {
  message: new Set(['text', 'fallbackText', 'cardsV2', 'thread', 'accessoryWidgets', 'annotations']),
  card: new Set(['header', 'sections', 'name', 'fixedFooter', 'sectionDividerStyle']),
  section: new Set(['header', 'widgets', 'collapsible', 'uncollapsibleWidgetsCount', 'collapseControl']),
  widget: new Set(['textParagraph', 'image', 'decoratedText', 'buttonList', 'grid', 'divider', 'columns', 'chipList']),
};

function unknownName(kind: string, value: unknown): string | undefined {
  if (!isFields(value)) return `a ${kind} must be an object`;
  const name = Object.keys(value).find((key) => fields[kind]?.has(key) !== true);
  return name === undefined ? undefined : `Invalid JSON payload received. Unknown name "${name}" at '${kind}'`;
}

const firstOf = (problems: readonly (string | undefined)[]): string | undefined =>
  problems.find((problem) => problem !== undefined);

function widgetProblem(widget: unknown): string | undefined {
  const urls = listAt(widget, 'buttonList', 'buttons').map((button) => textAt(button, 'onClick', 'openLink', 'url'));
  if (urls.some((url) => url === undefined || !/^https?:\/\//.test(url))) return 'a button needs an address to open';
  return unknownName('widget', widget);
}

function sectionProblem(section: unknown): string | undefined {
  const widgets = listAt(section, 'widgets');
  if (widgets.length === 0) return 'a section needs a widget';
  return unknownName('section', section) ?? firstOf(widgets.map(widgetProblem));
}

function cardProblem(entry: unknown): string | undefined {
  const card = at(entry, 'card');
  const header = at(card, 'header');
  if (header !== undefined && !textAt(header, 'title')) return 'a header needs a title';
  return unknownName('card', card) ?? firstOf(listAt(card, 'sections').map(sectionProblem));
}

function messageProblem(message: unknown): string | undefined {
  const cards = listAt(message, 'cardsV2');
  if (isFields(message) && !textAt(message, 'text') && cards.length === 0) return 'Message cannot be empty.';
  return unknownName('message', message) ?? firstOf(cards.map(cardProblem));
}

/** Chat leaves out the section that goes above the limit, and all after it, without a word. */
const widgetsIn = (message: unknown): number =>
  listAt(message, 'cardsV2')
    .flatMap((entry) => listAt(entry, 'card', 'sections'))
    .reduce<number>((sum, section) => sum + listAt(section, 'widgets').length, 0);

function refusal({ method, path, query, bytes }: SandboxRequest): Verdict | undefined {
  if (path !== PATH || method !== 'POST') return no(error(404, 'NOT_FOUND', 'Space not found.'), 'no such space');
  if (query.get('key') !== secrets.key)
    return no(error(400, 'INVALID_ARGUMENT', 'API key not valid.', 'API_KEY_INVALID'), 'the key is wrong');
  if (query.get('token') !== secrets.token)
    return no(error(403, 'PERMISSION_DENIED', 'The caller does not have permission'), 'the token is wrong');
  return bytes.length > MESSAGE_MAX_BYTES ? invalid(`The message has ${bytes.length} bytes, above 32,000.`) : undefined;
}

function titleOf(message: Fields): string {
  return (
    textAt(message, 'fallbackText') ??
    textAt(message, 'text') ??
    textAt(message, 'cardsV2', 0, 'card', 'header', 'title') ??
    ''
  );
}

/** The messages of a space, by the requests that made them, and its threads. */
function space() {
  const byRequest = new Map<string, Fields>();
  const threads = new Set<string>();
  let sequence = 0;

  function create({ query }: SandboxRequest, message: Fields): Fields {
    const given = textAt(message, 'thread', 'name') ?? '';
    sequence += 1;
    const isReply = (query.get('messageReplyOption') ?? '').startsWith('REPLY_MESSAGE') && threads.has(given);
    const thread = isReply ? given : `spaces/${secrets.space}/threads/sandbox${sequence}`;
    threads.add(thread);
    const id = thread.slice(thread.lastIndexOf('/') + 1);
    return { name: `spaces/${secrets.space}/messages/${id}.m${sequence}`, thread: { name: thread } };
  }

  return (request: SandboxRequest, message: Fields): Verdict => {
    const id = request.query.get('requestId') ?? '';
    const before = byRequest.get(id);
    const item = { summary: line(titleOf(message)), body: message, alertIds: alertIdsIn(message) };
    if (id !== '' && before !== undefined)
      return accept('message repeat', json(200, before), { ...item, arrived: false });
    const created = create(request, message);
    byRequest.set(id, created);
    return accept('message', json(200, created), { ...item, arrived: widgetsIn(message) <= WIDGETS_MAX });
  };
}

/** A space's webhook; key and token stand in the query. https://developers.google.com/workspace/chat/quickstart/webhooks */
export function googleChat(): Receiver {
  const post = space();
  return {
    handle(request) {
      const refused = refusal(request);
      if (refused !== undefined) return refused;
      const message = parseJson(request.text)?.value;
      const problem = messageProblem(message);
      return problem === undefined && isFields(message) ? post(request, message) : invalid(problem ?? 'no message');
    },
    expired: () => error(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
  };
}

/** Where the webhook is, as its owner copies it. */
export const googleChatUrl = (url: string): string =>
  `${url}${PATH}?key=${secrets.key}&token=${encodeURIComponent(secrets.token)}`;
