import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { fieldsAt, listAt, textAt } from '../_kit/json.ts';
import type { JiraSite } from '../_kit/settings.ts';
import type { Searchable } from './jql.ts';
import { writeLimit } from './limits.ts';

const KEPT = 5000;

const statuses = {
  todo: { id: '1', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } },
  started: { id: '3', name: 'In Progress', statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' } },
  done: { id: '4', name: 'Done', statusCategory: { id: 3, key: 'done', name: 'Done' } },
} as const;
export type Status = (typeof statuses)[keyof typeof statuses];

const start = { id: '21', name: 'In Progress', to: statuses.started };
const complete = { id: '31', name: 'Done', to: statuses.done };

/** The workflow that every issue follows: what is done can only be reopened. */
const workflow: Readonly<Record<Status['statusCategory']['key'], readonly { id: string; name: string; to: Status }[]>> =
  {
    new: [start, complete],
    indeterminate: [{ id: '11', name: 'To Do', to: statuses.todo }, complete],
    done: [{ id: '41', name: 'Reopen', to: statuses.todo }],
  };

/** The transitions that an issue of this status can take. */
export const transitionsFrom = ({ statusCategory: { key } }: Status) => workflow[key];

interface Comment extends Fields {
  readonly id: string;
}

export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly createdAt: number;
  readonly fields: Fields;
  readonly properties: Map<string, unknown>;
  readonly comments: Comment[];
  status: Status;
  /** Whether another change comes too soon; counts it when not. */
  readonly limit: ReturnType<typeof writeLimit>;
}

/** How search sees an issue. */
export const searchable = ({ key, project, createdAt, fields, status }: Issue): Searchable => ({
  key,
  project,
  issuetype: textAt(fields, 'issuetype', 'name') ?? textAt(fields, 'issuetype', 'id') ?? '',
  status: status.name,
  statuscategory: status.statusCategory.name,
  resolution: status.statusCategory.key === 'done' ? 'Done' : undefined,
  labels: listAt(fields, 'labels').map(String),
  created: createdAt,
});

/** An issue as the API shows it: `wanted` fields, or all of them. */
export function shown(issue: Issue, base: string, wanted?: readonly string[], propertyKeys: readonly string[] = []) {
  const { id, key, status, createdAt, comments } = issue;
  const all: Fields = {
    ...issue.fields,
    project: { key: issue.project },
    status,
    resolution: status.statusCategory.key === 'done' ? { name: 'Done' } : null,
    created: new Date(createdAt).toISOString().replace('Z', '+0000'),
    comment: { comments, total: comments.length },
  };
  const isWanted = (name: string) => wanted === undefined || wanted.includes(name) || /^\*/.test(wanted[0] ?? '');
  const fields = Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
  const properties = Object.fromEntries([...issue.properties].filter(([name]) => propertyKeys.includes(name)));
  return { id, key, self: `${base}/issue/${id}`, fields, ...(propertyKeys.length > 0 ? { properties } : {}) };
}

/** The issues of a site, the newest 5,000. */
export function issueStore(site: JiraSite) {
  const issues = new Map<string, Issue>();
  const numbers = new Map<string, number>();
  let serial = 10_000;

  const projectOf = (fields: Fields): string => {
    const given = textAt(fields, 'project', 'key') ?? textAt(fields, 'project', 'id') ?? '';
    return site.projects.includes(given) ? given : (site.projects[Number(given) - 10_000] ?? given);
  };
  /** A refused create uses up a number as well. */
  const nextKey = (fields: Fields): string => {
    const project = projectOf(fields);
    const number = (numbers.get(project) ?? 0) + 1;
    numbers.set(project, number);
    return `${project}-${number}`;
  };

  return {
    burn: (fields: Fields): void => {
      nextKey(fields);
    },
    create(body: Fields, createdAt: number): Issue {
      const fields = fieldsAt(body, 'fields') ?? {};
      serial += 1;
      const given = listAt(body, 'properties').filter(isFields);
      const issue: Issue = {
        id: String(serial),
        key: nextKey(fields),
        project: projectOf(fields),
        createdAt,
        fields,
        properties: new Map(given.map(({ key, value }) => [String(key), value])),
        comments: [],
        status: statuses.todo,
        limit: writeLimit(),
      };
      issues.set(issue.key, issue);
      if (issues.size > KEPT) for (const [oldest] of [...issues].slice(0, 1)) issues.delete(oldest);
      return issue;
    },
    find: (idOrKey: string): Issue | undefined =>
      issues.get(idOrKey.toUpperCase()) ?? [...issues.values()].find(({ id }) => id === idOrKey),
    newestFirst: (): Issue[] => [...issues.values()].toReversed(),
  };
}
export type IssueStore = ReturnType<typeof issueStore>;
