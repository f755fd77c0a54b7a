import type { Answer } from '../../domain/answer.ts';
import { type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import type { Callback, CallbackReading } from '../_kit/callback.ts';
import { fieldsAt, ignored, nameOf, objectIn, timeAt, unreadable } from '../_kit/callback-body.ts';
import type { JiraSettings } from './settings.ts';

/**
 * Webhooks that an administrator registers are signed when they have a secret
 * (https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks).
 */
const signature = {
  header: 'x-hub-signature',
  hash: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  content: '{body}',
} as const;

/** What the category of the new status means: names of statuses differ from workflow to workflow. */
const byCategory: Readonly<Record<string, Answer>> = {
  indeterminate: { action: 'acknowledge' },
  done: { action: 'resolve' },
};

/** Cloud names people by `accountId`, Data Center by `key` and `name`. */
const idsOf = (user: Fields): string[] =>
  ['accountId', 'key', 'name'].flatMap((name) => {
    const id = textOf(user[name]);
    return id === undefined ? [] : [`${name} ${id}`];
  });

/** Tocsin makes its issues with the account with which it moves them. */
function isOwn(user: Fields, fields: Fields): boolean {
  const creator = idsOf(fieldsAt(fields, 'creator'));
  return idsOf(user).some((id) => creator.includes(id));
}

const movesStatus = (payload: Fields): boolean =>
  listOf(fieldsAt(payload, 'changelog')['items']).some((item) => isFields(item) && item['field'] === 'status');

function read(body: string): CallbackReading {
  const payload = objectIn(body);
  const event = payload === undefined ? undefined : textOf(payload['webhookEvent']);
  if (payload === undefined || event === undefined) return unreadable('no Jira event');
  if (event !== 'jira:issue_updated' || !movesStatus(payload)) return ignored('no_status_change');
  const issue = fieldsAt(payload, 'issue');
  const key = textOf(issue['key']);
  if (key === undefined) return unreadable('an event without the key of an issue');
  const fields = fieldsAt(issue, 'fields');
  const user = fieldsAt(payload, 'user');
  if (isOwn(user, fields)) return ignored('own_change');
  const category = textOf(fieldsAt(fieldsAt(fields, 'status'), 'statusCategory')['key']) ?? '';
  const answer = Object.hasOwn(byCategory, category) ? byCategory[category] : undefined;
  if (answer === undefined) return ignored('status_says_nothing');
  const by = nameOf(user['displayName'], user['name'], user['accountId']);
  return {
    kind: 'answer',
    answer: { subject: { kind: 'receipt', receipt: key }, answer, by, ...timeAt(payload['timestamp']) },
  };
}

/** An issue that somebody moves is acknowledged, or resolved, here. */
export const jiraCallback: Callback<JiraSettings> = {
  via: 'jira',
  docs: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/',
  signature,
  credentials: ({ callback }) => callback,
  read,
  subjectOf: ({ id }) => id,
};
