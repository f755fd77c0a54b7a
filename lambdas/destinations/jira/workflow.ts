import type { OutboundResponse } from '../../domain/outbound.ts';
import { type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { objectOf } from './answers.ts';

/**
 * How an issue stands and where it can go from there. Ids and names differ from workflow to workflow, so they are asked
 * for; what means the same everywhere is the category of a status: `new`, `indeterminate`, `done`.
 */

/** The query that asks for both (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get). */
export const STANDING = 'fields=status&expand=transitions';

const categoryOf = (status: unknown): string | undefined => {
  const category = isFields(status) ? status['statusCategory'] : undefined;
  return isFields(category) ? textOf(category['key']) : undefined;
};

/** Whether the status is one of the category "done". */
export function isDone(answer: OutboundResponse): boolean {
  const { fields } = objectOf(answer);
  return answer.status === 200 && isFields(fields) && categoryOf(fields['status']) === 'done';
}

const sameName = (a: unknown, b: string): boolean => textOf(a)?.trim().toLowerCase() === b.trim().toLowerCase();

/** The id of the transition that is named, else of the first that leads to such a status. */
export function transitionTo(
  answer: OutboundResponse,
  name: string | undefined,
  leads: (category: string | undefined) => boolean,
): string | undefined {
  const offered = listOf(objectOf(answer)['transitions']).filter(isFields);
  const open = offered.filter(({ isAvailable }: Fields) => isAvailable !== false);
  const chosen = open.find((each) =>
    name === undefined ? leads(categoryOf(each['to'])) : sameName(each['name'], name),
  );
  return textOf(chosen?.['id']);
}
