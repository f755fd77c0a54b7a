import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { answer, badCredentials, enter, GITHUB_OWNER, GITHUB_REPO, no } from '../_kit/github.ts';
import { type Ticket, type TicketStore, ticketStore } from '../_kit/issue-store.ts';
import { characters, listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  accept,
  alertIdsIn,
  type Item,
  line,
  type Receiver,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

/** Who may be assigned. */
const members = new Set(['on-call']);

const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, '');

const shown = ({ number, fields, isOpen, createdAt, updatedAt, comments }: Ticket) => ({
  id: 3_000_000_000 + number,
  number,
  html_url: `https://github.com/${GITHUB_OWNER}/${GITHUB_REPO}/issues/${number}`,
  state: isOpen ? 'open' : 'closed',
  title: fields['title'],
  body: fields['body'] ?? null,
  labels: listAt(fields, 'labels').map((name) => ({ name })),
  assignees: listAt(fields, 'assignees').map((login) => ({ login })),
  comments: comments.length,
  created_at: time(createdAt),
  updated_at: time(updatedAt),
});

const invalid = (field: string, message: string) => [{ resource: 'Issue', code: 'custom', field, message }];

/** https://docs.github.com/en/rest/issues/issues#create-an-issue, as the 422 puts it. */
function issueErrors(body: Fields): readonly object[] | undefined {
  const title = textAt(body, 'title') ?? '';
  if (title.trim() === '') return [{ resource: 'Issue', code: 'missing_field', field: 'title' }];
  if (characters(title) > 256) return invalid('title', 'title is too long (maximum is 256 characters)');
  if (characters(textAt(body, 'body') ?? '') > 65_536)
    return invalid('body', 'body is too long (maximum is 65536 characters)');
  const long = listAt(body, 'labels').find((label) => typeof label !== 'string' || characters(label) > 50);
  if (long !== undefined) return [{ resource: 'Label', code: 'invalid', field: 'name', value: long }];
  const stranger = listAt(body, 'assignees').find((login) => !members.has(String(login)));
  return stranger === undefined
    ? undefined
    : [{ resource: 'Issue', code: 'invalid', field: 'assignees', value: stranger }];
}

const about = ({ number, fields }: Ticket, what: string, body: object, arrived: boolean): Item => ({
  summary: line(`#${number} ${what}: ${textAt(fields, 'title') ?? ''}`),
  body: { number, ...body },
  alertIds: alertIdsIn(body),
  arrived,
});

function create(store: TicketStore, { at }: SandboxRequest, body: Fields): Verdict {
  const errors = issueErrors(body);
  if (errors !== undefined) return no('issue.create', 422, 'Validation Failed', errors);
  const ticket = store.create(body, at);
  return accept('issue.create', answer(201, shown(ticket)), about(ticket, 'opened', body, true));
}

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues */
function list(store: TicketStore, { query }: SandboxRequest): Verdict {
  const since = Date.parse(query.get('since') ?? '');
  const state = query.get('state') ?? 'open';
  const found = store
    .newestFirst()
    .filter(({ isOpen }) => state === 'all' || (state === 'open') === isOpen)
    .filter(({ updatedAt }) => Number.isNaN(since) || updatedAt >= since)
    .slice(0, Math.min(100, Number(query.get('per_page') ?? 30)));
  return accept('issue.list', answer(200, found.map(shown)));
}

function comment(ticket: Ticket, { at }: SandboxRequest, body: Fields): Verdict {
  const text = textAt(body, 'body') ?? '';
  if (text.trim() === '' || characters(text) > 65_536)
    return no('issue.comment', 422, 'Validation Failed', invalid('body', 'body can’t be blank, or is too long'));
  ticket.comments.push(text);
  ticket.updatedAt = at;
  return accept('issue.comment', answer(201, { id: at, body: text }), about(ticket, 'comment', { body: text }, true));
}

const reasons = new Set(['completed', 'not_planned', 'duplicate', 'reopened', undefined]);

/** https://docs.github.com/en/rest/issues/issues#update-an-issue */
function update(ticket: Ticket, { at }: SandboxRequest, body: Fields): Verdict {
  const state = textAt(body, 'state');
  if ((state !== 'open' && state !== 'closed') || !reasons.has(textAt(body, 'state_reason')))
    return no('issue.update', 422, 'Validation Failed', invalid('state', 'state is not included in the list'));
  ticket.isOpen = state === 'open';
  ticket.updatedAt = at;
  return accept('issue.update', answer(200, shown(ticket)), about(ticket, `→ ${state}`, body, false));
}

function onIssue(ticket: Ticket, rest: string, request: SandboxRequest, body: Fields): Verdict {
  const { method } = request;
  if (method === 'POST' && rest === '/comments') return comment(ticket, request, body);
  if (method === 'PATCH' && rest === '') return update(ticket, request, body);
  if (method === 'GET' && rest === '') return accept('issue.get', answer(200, shown(ticket)));
  return no('request', 404, 'Not Found');
}

function route(store: TicketStore, path: string, request: SandboxRequest): Verdict {
  const value = request.text === '' ? {} : parseJson(request.text)?.value;
  if (!isFields(value)) return no('request', 400, 'Problems parsing JSON');
  if (path === '/issues') return request.method === 'POST' ? create(store, request, value) : list(store, request);
  const [, number = '', rest = ''] = /^\/issues\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const ticket = store.find(number);
  return ticket === undefined ? no('request', 404, 'Not Found') : onIssue(ticket, rest, request, value);
}

/** One repository with issues. https://docs.github.com/en/rest/issues */
export function githubIssues(): Receiver {
  const store = ticketStore();
  return {
    handle(request) {
      const path = enter(request);
      return typeof path === 'string' ? route(store, path, request) : path;
    },
    expired: badCredentials,
  };
}
