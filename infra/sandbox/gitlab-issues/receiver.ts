import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Ticket, type TicketStore, ticketStore } from '../_kit/issue-store.ts';
import { characters, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const GITLAB_TOKEN = 'glpat-sandbox0123456789';
export const GITLAB_PROJECT = 'example-group/alerts';
const PROJECT_ID = '4711';

const TEXT_MAX = 1_000_000;

const limits = { 'ratelimit-limit': '2000', 'ratelimit-observed': '10', 'ratelimit-remaining': '1990' };
const answer = (status: number, value: unknown): Answer => json(status, value, limits);

const no = (operation: string, status: number, body: object): Verdict =>
  refuse(operation, answer(status, body), JSON.stringify(body));

const unauthorized = (): Answer => answer(401, { message: '401 Unauthorized' });

const shown = ({ number, fields, isOpen, createdAt, comments }: Ticket) => ({
  id: 8000 + number,
  iid: number,
  project_id: Number(PROJECT_ID),
  title: fields['title'],
  description: fields['description'],
  state: isOpen ? 'opened' : 'closed',
  confidential: fields['confidential'] ?? false,
  issue_type: fields['issue_type'] ?? 'issue',
  labels: (textAt(fields, 'labels') ?? '').split(',').filter((label) => label !== ''),
  user_notes_count: comments.length,
  created_at: new Date(createdAt).toISOString(),
  web_url: `https://gitlab.com/${GITLAB_PROJECT}/-/issues/${number}`,
});

/** GitLab carries out a line that begins with a slash and takes it out; here it is refused, so that nobody overlooks it. */
const commandIn = (text: string): boolean => /^\/[a-z_]+/m.test(text);

function issueProblem(body: Fields): object | undefined {
  const title = textAt(body, 'title');
  const description = textAt(body, 'description') ?? '';
  if (title === undefined) return { error: 'title is missing' };
  if (title.trim() === '') return { message: { title: ["can't be blank"] } };
  if (characters(title) > 255) return { message: { title: ['is too long (maximum is 255 characters)'] } };
  if (characters(description) > TEXT_MAX)
    return { message: { description: ['is too long (maximum is 1000000 characters)'] } };
  if (commandIn(description)) return { message: { description: ['holds a quick action'] } };
  if (!['issue', 'incident', undefined].includes(textAt(body, 'issue_type')))
    return { error: 'issue_type does not have a valid value' };
  return typeof (body['confidential'] ?? false) === 'boolean' ? undefined : { error: 'confidential is invalid' };
}

const about = ({ number, fields }: Ticket, what: string, body: object, arrived: boolean): Item => ({
  summary: line(`#${number} ${what}: ${textAt(fields, 'title') ?? ''}`),
  body: { iid: number, ...body },
  alertIds: alertIdsIn(body),
  arrived,
});

function create(store: TicketStore, { at }: SandboxRequest, body: Fields): Verdict {
  const problem = issueProblem(body);
  if (problem !== undefined) return no('issue.create', 400, problem);
  const ticket = store.create(body, at);
  return accept('issue.create', answer(201, shown(ticket)), about(ticket, 'opened', body, true));
}

/** https://docs.gitlab.com/api/issues/#list-project-issues; what is new is not found at once. */
function list(store: TicketStore, { query, at }: SandboxRequest, delayMs: number): Verdict {
  const wanted = query.get('search') ?? '';
  const state = query.get('state') ?? 'all';
  const found = store
    .newestFirst()
    .filter(({ isOpen }) => state === 'all' || (state === 'opened') === isOpen)
    .filter(({ createdAt }) => wanted === '' || createdAt + delayMs <= at)
    .filter(({ fields }) => `${textAt(fields, 'description')}`.includes(wanted))
    .slice(0, Math.min(100, Number(query.get('per_page') ?? 20)));
  return accept('issue.list', answer(200, found.map(shown)));
}

function comment(ticket: Ticket, { at }: SandboxRequest, body: Fields): Verdict {
  const text = textAt(body, 'body') ?? '';
  if (text.trim() === '') return no('note.create', 400, { error: 'body is missing' });
  if (characters(text) > TEXT_MAX || commandIn(text))
    return no('note.create', 400, { message: { note: ['is invalid'] } });
  ticket.comments.push(text);
  return accept('note.create', answer(201, { id: at, body: text }), about(ticket, 'note', { body: text }, true));
}

/** https://docs.gitlab.com/api/issues/#edit-an-issue */
function update(ticket: Ticket, body: Fields): Verdict {
  const event = textAt(body, 'state_event');
  if (event !== 'close' && event !== 'reopen')
    return no('issue.update', 400, { error: 'state_event does not have a valid value' });
  ticket.isOpen = event === 'reopen';
  return accept('issue.update', answer(200, shown(ticket)), about(ticket, event, body, false));
}

function onIssue(ticket: Ticket, rest: string, request: SandboxRequest, body: Fields): Verdict {
  const { method } = request;
  if (method === 'POST' && rest === '/notes') return comment(ticket, request, body);
  if (method === 'PUT' && rest === '') return update(ticket, body);
  if (method === 'GET' && rest === '') return accept('issue.get', answer(200, shown(ticket)));
  return no('request', 404, { error: '404 Not Found' });
}

function route(store: TicketStore, path: string, request: SandboxRequest, delayMs: number): Verdict {
  const value = request.text === '' ? {} : parseJson(request.text)?.value;
  if (!isFields(value)) return no('request', 400, { error: 'The request body is not JSON' });
  if (path === '/issues')
    return request.method === 'POST' ? create(store, request, value) : list(store, request, delayMs);
  const [, number = '', rest = ''] = /^\/issues\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const ticket = store.find(number);
  return ticket === undefined
    ? no('request', 404, { message: '404 Not found' })
    : onIssue(ticket, rest, request, value);
}

/** One project. https://docs.gitlab.com/api/issues/ */
export function gitlabIssues(indexDelayMs: () => number): Receiver {
  const store = ticketStore();
  return {
    handle(request) {
      const { path, headers } = request;
      if (headers['private-token'] !== GITLAB_TOKEN)
        return refuse('request', unauthorized(), 'wrong or missing credential');
      const [, id = '', rest] = /^\/api\/v4\/projects\/([^/]+)(\/.*)$/.exec(path) ?? [];
      const isHere = [PROJECT_ID, GITLAB_PROJECT].includes(decodeURIComponent(id));
      return isHere && rest !== undefined
        ? route(store, rest, request, indexDelayMs())
        : no('request', 404, { message: '404 Project Not Found' });
    },
    expired: unauthorized,
  };
}
