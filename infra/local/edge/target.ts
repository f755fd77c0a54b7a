import { isOverlong } from '../../../lambdas/engine/api/overlong.ts';

/** The target of a request. */
export interface Target {
  /** The path as it was sent, percent-encoded. */
  readonly path: string;
  /** The part after the `?`, or an empty text. */
  readonly query: string;
  /** For `/v1/hooks/{source}[/{token}]`. */
  readonly hook: { readonly source: string; readonly token: string | undefined } | undefined;
}

const hookPath = /^\/v1\/hooks\/([^/]+)(?:\/([^/]+))?\/?$/;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a path is ambiguous to other URL parsers, or cannot be decoded. */
const isMalformed = (path: string): boolean =>
  path.startsWith('//') || path.includes('\\') || (path.includes('%') && !isDecodable(path));

/** Proxies name the host in the request line (https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2). */
function withoutHost(absolute: string): string | undefined {
  const url = /^https?:\/\//i.test(absolute) ? URL.parse(absolute) : null;
  return url === null ? undefined : url.pathname + url.search;
}

function hookOf(path: string): Target['hook'] {
  const found = path.startsWith('/v1/hooks/') ? hookPath.exec(path) : null;
  if (found === null) return undefined;
  const [, source = '', token] = found;
  return { source: decodeURIComponent(source), token: token === undefined ? undefined : decodeURIComponent(token) };
}

/** Reads a request's target: `malformed` is a 400, `overlong` (a part that is longer than any id) a 404. */
export function readTarget(raw: string): Target | 'malformed' | 'overlong' {
  const target = raw.startsWith('/') ? raw : withoutHost(raw);
  if (target === undefined) return 'malformed';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  if (isMalformed(path)) return 'malformed';
  if (isOverlong(path)) return 'overlong';
  return { path, query: mark < 0 ? '' : target.slice(mark + 1), hook: hookOf(path) };
}

type Query = Readonly<Record<string, string | readonly string[]>>;

const noQuery: Query = {};

/** The query: a name that occurs once has a text, one that occurs several times a list. */
export function readQuery(query: string): Query {
  if (query === '') return noQuery;
  const found = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}
