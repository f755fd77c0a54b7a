import { pretty, rows, safe } from './draw.ts';
import { at, listAt, textAt } from './json.ts';

/** An issue, a comment, or a change of state, at GitHub or GitLab: its Markdown as it was sent. */
export function drawIssue(body: unknown): string {
  const text = textAt(body, 'body') ?? textAt(body, 'description');
  const title = textAt(body, 'title');
  const labels = textAt(body, 'labels') ?? listAt(body, 'labels').join(', ');
  const facts = rows([
    ['number', at(body, 'number') ?? at(body, 'iid')],
    ['labels', labels],
    ['assignees', listAt(body, 'assignees').join(', ')],
    ['type', textAt(body, 'issue_type')],
    ['confidential', at(body, 'confidential')],
    ['state', textAt(body, 'state') ?? textAt(body, 'state_event')],
  ]);
  return `${title === undefined ? '' : `<h4>${safe(title)}</h4>`}${facts}${text === undefined ? '' : pretty(text)}`;
}
