import { at, fieldsAt, textAt } from '../_kit/json.ts';
import { accept, alertIdsIn, type Item, json, line, refuse, type Verdict } from '../_kit/receiver.ts';
import type { JiraSite } from '../_kit/settings.ts';
import { type Call, fieldsOf, no, type Route } from './call.ts';
import { issueRefusal, richTextProblem } from './issue.ts';
import { type Issue, type IssueStore, shown, transitionsFrom } from './store.ts';

const empty = (status: number) => ({ status, headers: {}, body: '' });
const commaList = (text: string | null): string[] | undefined => text?.split(',').map((word) => word.trim());

const look = (operation: string, answer: unknown): Verdict => accept(operation, json(200, answer));

const about = ({ key, fields }: Issue, what: string, body: unknown, arrived: boolean): Item => ({
  summary: line(`${key} ${what}: ${textAt(fields, 'summary') ?? ''}`),
  body,
  alertIds: alertIdsIn(body),
  arrived,
});

/** Create, read and change single issues. */
export function issueRoutes(store: IssueStore, site: JiraSite): readonly Route[] {
  /** A handler for an issue named by the path's first part. */
  const onIssue = (operation: string, handle: (issue: Issue, call: Call) => Verdict) => ({
    handle(call: Call): Verdict {
      const issue = store.find(call.params[0] ?? '');
      if (issue === undefined)
        return no(operation, 404, 'Issue does not exist or you do not have permission to see it.');
      const { method, at: when } = call.request;
      const limited = method === 'GET' ? undefined : issue.limit(when);
      return limited === undefined ? handle(issue, call) : refuse(operation, limited, 'jira-per-issue-on-write');
    },
  });

  const create: Route = {
    method: 'POST',
    path: /^\/issue\/?$/,
    handle({ body, version, request, base }) {
      const given = fieldsOf(body);
      const refusal = issueRefusal(given, site, version);
      if (refusal !== undefined) {
        store.burn(fieldsAt(given, 'fields') ?? {});
        const reasons = [...refusal.errorMessages, ...Object.entries(refusal.errors).map((pair) => pair.join(': '))];
        return refuse('issue.create', json(400, refusal), reasons.join('; '));
      }
      const issue = store.create(given, request.at);
      const { id, key, fields } = issue;
      const answer = json(201, { id, key, self: `${base}/issue/${id}` });
      const item = { summary: line(textAt(fields, 'summary')), alertIds: alertIdsIn(given), arrived: true };
      return accept('issue.create', answer, { ...item, body: { key, ...given } });
    },
  };

  return [
    create,
    {
      method: 'GET',
      path: /^\/issue\/([^/]+)$/,
      ...onIssue('issue.get', (issue, call) => look('issue.get', seen(issue, call))),
    },
    { method: 'POST', path: /^\/issue\/([^/]+)\/comment$/, ...onIssue('issue.comment', comment) },
    {
      method: 'GET',
      path: /^\/issue\/([^/]+)\/comment$/,
      ...onIssue('issue.comments', ({ comments }) =>
        look('issue.comments', { startAt: 0, maxResults: 5000, total: comments.length, comments }),
      ),
    },
    {
      method: 'GET',
      path: /^\/issue\/([^/]+)\/transitions$/,
      ...onIssue('issue.transitions', ({ status }) =>
        look('issue.transitions', { expand: 'transitions', transitions: transitionsFrom(status) }),
      ),
    },
    { method: 'POST', path: /^\/issue\/([^/]+)\/transitions$/, ...onIssue('issue.transition', transition) },
    ...propertyRoutes(onIssue),
    { method: 'GET', path: /^\/myself$/, handle: () => look('myself', { displayName: 'Sandbox' }) },
  ];
}

/** An issue with what was asked for, and what can be done with it. */
function seen(issue: Issue, { request: { query }, base }: Call) {
  const expanded = commaList(query.get('expand'))?.includes('transitions') === true;
  return {
    ...shown(issue, base, commaList(query.get('fields')), commaList(query.get('properties')) ?? []),
    ...(expanded ? { transitions: transitionsFrom(issue.status) } : {}),
  };
}

function comment(issue: Issue, { body, version, request, base }: Call): Verdict {
  const text = at(body, 'body');
  const problem = text === undefined ? 'Comment body can not be empty!' : richTextProblem(text, version);
  if (problem !== undefined) return no('issue.comment', 400, '', { comment: problem });
  const id = String(10_000 + issue.comments.length);
  const created = new Date(request.at).toISOString();
  const kept = { id, self: `${base}/issue/${issue.id}/comment/${id}`, body: text, created };
  issue.comments.push(kept);
  return accept('issue.comment', json(201, kept), about(issue, 'comment', { key: issue.key, body: text }, true));
}

function transition(issue: Issue, { body }: Call): Verdict {
  const id = at(body, 'transition', 'id');
  if (id === undefined) return no('issue.transition', 400, "Missing 'transition' identifier");
  const chosen = transitionsFrom(issue.status).find((known) => known.id === String(id));
  if (chosen === undefined)
    return no('issue.transition', 400, `Transition id '${String(id)}' is not valid for this issue.`);
  issue.status = chosen.to;
  return accept(
    'issue.transition',
    empty(204),
    about(issue, `→ ${chosen.to.name}`, { key: issue.key, ...fieldsOf(body) }, false),
  );
}

type OnIssue = (operation: string, handle: (issue: Issue, call: Call) => Verdict) => { handle(call: Call): Verdict };

const onePath = /^\/issue\/([^/]+)\/properties\/([^/]+)$/;

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-properties/ */
const propertyRoutes = (onIssue: OnIssue): readonly Route[] => [
  {
    method: 'GET',
    path: /^\/issue\/([^/]+)\/properties$/,
    ...onIssue('property.list', ({ properties }) =>
      look('property.list', { keys: [...properties.keys()].map((key) => ({ key })) }),
    ),
  },
  {
    method: 'GET',
    path: onePath,
    ...onIssue('property.get', ({ properties }, { params: [, key = ''] }) =>
      properties.has(key)
        ? look('property.get', { key, value: properties.get(key) })
        : no('property.get', 404, `The property '${key}' does not exist.`),
    ),
  },
  {
    method: 'PUT',
    path: onePath,
    ...onIssue('property.set', (issue, { params: [, key = ''], body }) => {
      const status = issue.properties.has(key) ? 200 : 201;
      issue.properties.set(key, body);
      return accept('property.set', empty(status), about(issue, `property ${key}`, body, false));
    }),
  },
];
