import { at, listAt, textAt } from '../_kit/json.ts';
import { accept, json, type Verdict } from '../_kit/receiver.ts';
import { type Call, fieldsOf, no, type Route } from './call.ts';
import { parseJql } from './jql.ts';
import { type Issue, type IssueStore, searchable, shown } from './store.ts';

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
const UNBOUNDED = 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.';
const REMOVED = 'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.';
const PAGE_DEFAULT = 50;
const PAGE_MAX = 5000;

const words = (value: unknown): readonly string[] =>
  typeof value === 'string' ? value.split(',') : listAt({ value }, 'value').map(String);

/** A parameter from the body of a POST or the query of a GET. */
function parameter({ request, body }: Call, name: string): unknown {
  return request.method === 'POST' ? at(fieldsOf(body), name) : (request.query.get(name) ?? undefined);
}

/** Search, which learns of a new issue only after a while. */
export function searchRoutes(store: IssueStore, indexDelayMs: () => number): readonly Route[] {
  function found(call: Call): readonly Issue[] | { readonly error: string } {
    const now = call.request.at;
    const query = parseJql(textAt({ jql: parameter(call, 'jql') }, 'jql') ?? '', now);
    if ('error' in query) return query;
    if (call.version === '3' && !query.bounded) return { error: UNBOUNDED };
    const indexedUntil = now - indexDelayMs();
    return store.newestFirst().filter((issue) => issue.createdAt <= indexedUntil && query.matches(searchable(issue)));
  }

  function page(call: Call) {
    const start = Number(parameter(call, 'nextPageToken') ?? parameter(call, 'startAt') ?? 0);
    const size = Math.min(Number(parameter(call, 'maxResults') ?? PAGE_DEFAULT), PAGE_MAX);
    const wanted = parameter(call, 'fields');
    return { start, size, wanted, properties: words(parameter(call, 'properties') ?? []) };
  }

  function cloud(call: Call): Verdict {
    const hits = found(call);
    if ('error' in hits) return no('search', 400, hits.error);
    const { start, size, wanted, properties } = page(call);
    // Without `fields` the answer names the issues by id alone.
    const issues = hits
      .slice(start, start + size)
      .map((issue) =>
        wanted === undefined && properties.length === 0
          ? { id: issue.id }
          : shown(issue, call.base, words(wanted ?? 'id'), properties),
      );
    const isLast = start + size >= hits.length;
    return accept('search', json(200, { issues, isLast, ...(isLast ? {} : { nextPageToken: String(start + size) }) }));
  }

  function dataCenter(call: Call): Verdict {
    const hits = found(call);
    if ('error' in hits) return no('search', 400, hits.error);
    const { start, size, wanted, properties } = page(call);
    const fields = wanted === undefined ? undefined : words(wanted);
    const issues = hits.slice(start, start + size).map((issue) => shown(issue, call.base, fields, properties));
    return accept('search', json(200, { startAt: start, maxResults: size, total: hits.length, issues }));
  }

  const both = (path: RegExp, versions: '2' | '3', handle: (call: Call) => Verdict): readonly Route[] =>
    ['GET', 'POST'].map((method) => ({ method, path, versions, handle }));
  return [
    ...both(/^\/search\/jql$/, '3', cloud),
    ...both(/^\/search$/, '3', () => no('search', 410, REMOVED)),
    ...both(/^\/search$/, '2', dataCenter),
  ];
}
