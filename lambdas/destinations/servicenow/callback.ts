import type { Answer } from '../../domain/answer.ts';
import { type Fields, textOf } from '../../domain/values/json-fields.ts';
import type { Callback, CallbackReading } from '../_kit/callback.ts';
import { ignored, nameOf, objectIn, timeAt, unreadable } from '../_kit/callback-body.ts';
import type { Settings } from './settings.ts';
import { isFinal, openState, resolvedState } from './states.ts';

/** What a record's new state means. */
function answerTo(record: Fields, settings: Settings): Answer | undefined {
  const state = textOf(record['state']) ?? '';
  if (
    state === resolvedState(settings) ||
    isFinal(settings, state) ||
    ['false', '0'].includes(textOf(record['active']) ?? '')
  )
    return { action: 'resolve' };
  return state === openState(settings) ? { action: 'acknowledge' } : undefined;
}

/** Tocsin changes its records as the user who made them. */
const isOwn = (record: Fields, { user }: Settings): boolean => {
  const changedBy = textOf(record['updated_by']);
  return changedBy !== undefined && (changedBy === user || changedBy === textOf(record['created_by']));
};

/** The instance writes `2026-11-30 02:14:07` in UTC. */
const utc = (value: unknown): string => (textOf(value) ?? '').replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, '$1T$2Z');

function read(body: string, settings: Settings): CallbackReading {
  const record = objectIn(body);
  const sysId = /^[0-9a-f]{32}$/.exec(textOf(record?.['sys_id']) ?? '')?.[0];
  if (record === undefined || sysId === undefined) return unreadable('no sys_id of a record');
  if (isOwn(record, settings)) return ignored('own_change');
  const answer = answerTo(record, settings);
  if (answer === undefined) return ignored('status_says_nothing');
  const by = nameOf(record['updated_by_name'], record['updated_by']);
  return {
    kind: 'answer',
    answer: { subject: { kind: 'receipt', receipt: sysId }, answer, by, ...timeAt(utc(record['updated_at'])) },
  };
}

/**
 * A record that somebody works on is acknowledged here, one that is resolved or closed is resolved. The requests come
 * from a business rule of the operator's, whose script is in docs/answers.md.
 */
export const servicenowCallback: Callback<Settings> = {
  via: 'servicenow',
  docs: 'https://www.servicenow.com/docs/r/api-reference/scripts/c_BusinessRules.html',
  credentials: ({ callback }) => callback,
  read,
  subjectOf: ({ id }) => id.slice(-32),
};
