import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { parseJson, textAt } from '../_kit/json.ts';
import { type Pager, pager, screenItem } from '../_kit/pager.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  json,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const JSM_API_KEY = '00000000-0000-0000-0000-sandboxjsmkey';

// https://operations-help.atlassian.net/wiki/spaces/OPSHELP/pages/8617985/Alert+fields, https://docs.opsgenie.com/docs/alert-api
const longest = { message: 130, alias: 512, description: 15_000, entity: 512, source: 100, note: 25_000, user: 100 };
const DETAILS_MAX = 8000;
const TAGS_MAX = 20;
const TAG_MAX = 50;
const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'];

const answered = (status: number, message: string, extra: object = {}): Answer =>
  json(status, { message, took: 0.001, requestId: crypto.randomUUID(), ...extra });

const no = (
  operation: string,
  status: number,
  message: string,
  errors: Readonly<Record<string, string>> = {},
): Verdict =>
  refuse(
    operation,
    answered(status, message, Object.keys(errors).length === 0 ? {} : { errors }),
    [message, ...Object.entries(errors).map((pair) => pair.join(': '))].join('; '),
  );

const taken = (): Answer =>
  json(202, { result: 'Request will be processed', took: 0.013, requestId: crypto.randomUUID() });

function lengthErrors(body: Fields): [string, string][] {
  return Object.entries(longest).flatMap(([name, max]): [string, string][] => {
    const value = body[name];
    if (value === undefined) return [];
    if (typeof value !== 'string') return [[name, 'must be a text']];
    return value.length > max ? [[name, `can not be longer than ${max} characters`]] : [];
  });
}

const isTextMap = (value: unknown): boolean =>
  isFields(value) && Object.values(value).every((each) => typeof each === 'string');

function areDetails(details: unknown): boolean {
  const length = isFields(details) ? Object.entries(details).flat().join('').length : 0;
  return details === undefined || (isTextMap(details) && length <= DETAILS_MAX);
}

function areTags(tags: unknown): boolean {
  if (tags === undefined) return true;
  return Array.isArray(tags) && tags.length <= TAGS_MAX && tags.every((tag) => String(tag).length <= TAG_MAX);
}

function alertErrors({ message, priority = 'P3', details, tags }: Fields): [string, string][] {
  const wrong = {
    message: typeof message === 'string' && message.trim() !== '' ? '' : 'can not be empty',
    priority: priorities.includes(String(priority)) ? '' : 'should be one of P1, P2, P3, P4 or P5',
    details: areDetails(details) ? '' : 'is no map of texts, or too long',
    tags: areTags(tags) ? '' : 'are too many or too long',
  };
  return Object.entries(wrong).filter(([, problem]) => problem !== '');
}

/** While the alert under the alias is open, another one only counts on it. */
function create(body: Fields, pages: Pager): Verdict {
  const title = textAt(body, 'message') ?? '';
  const details = { ...(isFields(body['details']) ? body['details'] : {}), description: textAt(body, 'description') };
  const shown = { title, level: textAt(body, 'priority') ?? 'P3', details };
  const { page, isNew } = pages.trigger(textAt(body, 'alias') ?? crypto.randomUUID(), shown, ({ log }) => ({
    log: [...log, 'alert deduplicated'],
  }));
  const what = isNew ? 'alert' : 'counted';
  return accept(
    'create',
    taken(),
    screenItem({ app: 'Jira', what, rings: isNew, page, event: body }, pages, alertIdsIn(body)),
  );
}

/** All are taken whatever the alias names; where nothing is open they come to nothing. */
function act(action: string, alias: string, body: Fields, pages: Pager): Verdict {
  const note = textAt(body, 'note') ?? '';
  const page = pages.change(alias, ({ log }) => ({
    ...(action === 'close' ? { status: 'over' as const } : {}),
    log: [...log, `${action}: ${note}`],
  }));
  if (page === undefined) return accept(`${action}: alert does not exist`, taken());
  const item = screenItem(
    { app: 'Jira', what: action, rings: false, page, event: body },
    pages,
    alertIdsIn(page.details),
  );
  return accept(action, taken(), item);
}

interface Call {
  readonly alias: string;
  readonly action: string;
  readonly body: Fields;
}

function perform({ alias, action, body }: Call, { query }: SandboxRequest, pages: Pager): Verdict {
  const isCreate = action === 'create';
  const errors = [...lengthErrors(body), ...(isCreate ? alertErrors(body) : [])];
  if (errors.length > 0) return no(action, 422, 'Request body is not processable.', Object.fromEntries(errors));
  if (isCreate) return create(body, pages);
  const isKnown = query.get('identifierType') === 'alias';
  return isKnown ? act(action, alias, body, pages) : accept(`${action}: alert does not exist`, taken());
}

function dispatch(request: SandboxRequest, pages: Pager): Verdict {
  const { path, method, text, headers } = request;
  const match = /^\/v2\/alerts(?:\/([^/]+)\/(close|acknowledge|notes))?$/.exec(path);
  if (match === null) return no('request', 404, 'No handler found');
  if (method !== 'POST') return no('request', 405, 'Method not allowed');
  if (!(headers['content-type'] ?? '').startsWith('application/json'))
    return no('request', 415, 'Unsupported media type');
  const body = parseJson(text)?.value;
  if (!isFields(body)) return no('request', 400, 'Could not parse request body.');
  const [, alias = '', action = 'create'] = match;
  return perform({ alias: decodeURIComponent(alias), action, body }, request, pages);
}

/** The integration events of Jira Service Management, and Opsgenie's alert API, as far as an integration's key reaches. */
export function jsmOperations(): Receiver {
  const pages = pager();
  return {
    handle(request) {
      const given = request.headers['authorization'] ?? '';
      if (!given.startsWith('GenieKey ')) return no('request', 401, 'Could not authenticate');
      if (!/^GenieKey [\w-]{16,}$/.test(given)) return no('request', 422, 'Key format is not valid!');
      if (given !== `GenieKey ${JSM_API_KEY}`) return no('request', 401, 'Could not authenticate');
      return dispatch(request, pages);
    },
    expired: () => answered(401, 'Could not authenticate'),
  };
}
