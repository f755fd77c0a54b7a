import type { Context, Hono } from 'hono';
import { problemResponse } from './problem-response.ts';

/** The console as it is built: a page, and the files that it loads by their hashed names. */
export interface ConsoleFiles {
  /** `{base}` in it stands for the path under which the console is reached. */
  readonly page: string;
  readonly files: Readonly<Record<string, { readonly type: string; readonly text: string }>>;
}

const YEAR = 'public, max-age=31536000, immutable';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
};

const embedded = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

const framed = (found: string): Response =>
  problemResponse(
    {
      status: 403,
      title: 'Not in a frame',
      detail: `found a request for an ${found} element: open the console in a tab of its own`,
    },
    headers,
  );

const absent = (path: string): Response =>
  problemResponse(
    { status: 404, title: 'Not found', detail: `found ${path}: this is no file of this version; load /console again` },
    headers,
  );

/** What stands before the path that the API sees: the stage of a gateway, such as `/prod`; else nothing. */
function prefixOf({ env, req }: Context): string {
  const outer: unknown = env?.requestContext?.path;
  return typeof outer === 'string' && outer.endsWith(req.path) ? outer.slice(0, -req.path.length) : '';
}

const attribute = (text: string): string => text.replaceAll(/[^\w./~-]/g, '');

function pageOf(context: Context, { page }: ConsoleFiles): Response {
  const text = page.replaceAll('{base}', `${attribute(prefixOf(context))}/console`);
  return new Response(text, {
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function fileOf(name: string, path: string, { files }: ConsoleFiles): Response {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  return file === undefined
    ? absent(path)
    : new Response(file.text, { headers: { ...headers, 'content-type': file.type, 'cache-control': YEAR } });
}

/**
 * Serves the console: the same page for each of its paths, and its files. Neither needs a credential, and neither holds
 * anything of the installation.
 */
export function serveConsole(app: Hono, load: () => Promise<ConsoleFiles>): void {
  const answer = async (context: Context): Promise<Response> => {
    const target = context.req.header('sec-fetch-dest') ?? '';
    if (embedded.has(target)) return framed(target);
    const files = await load();
    const { path } = context.req;
    const [, name] = /^\/console\/assets\/(.*)$/.exec(path) ?? [];
    return name === undefined ? pageOf(context, files) : fileOf(name, path, files);
  };
  app.get('/console', answer);
  app.get('/console/*', answer);
}
