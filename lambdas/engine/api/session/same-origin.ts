import type { Context } from 'hono';

/** The header that the console sends with each request. A form or an image of another site cannot send it. */
const CONSOLE_HEADER = 'x-tocsin-console';

const hostOf = (origin: string): string => URL.parse(origin)?.host ?? '';

/** The names under which the browser may have asked for this host; a web page can set neither header. */
const hostsOf = ({ req }: Context): string[] =>
  [req.header('host'), req.header('x-forwarded-host')].flatMap((host) => (host === undefined ? [] : [host]));

/**
 * Why a request may come from a page of another site; nothing when a browser says that it does not, or when no browser
 * sent it. `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/) is what the browser itself observed.
 */
export function foreignSite(context: Context): string | undefined {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return `a request from a ${site} page`;
  const origin = context.req.header('origin');
  if (origin === undefined || site === 'same-origin') return undefined;
  return hostsOf(context).includes(hostOf(origin)) ? undefined : `the origin ${JSON.stringify(origin.slice(0, 80))}`;
}

/** Whether a browser says that its own page on this host sent the request. */
const isOwnPage = (context: Context): boolean =>
  foreignSite(context) === undefined &&
  (context.req.header('sec-fetch-site') === 'same-origin' || context.req.header('origin') !== undefined);

/**
 * What is wrong with a request that has a session cookie, which browsers add by themselves; nothing when the console
 * sent it.
 */
export function wrongWithSession(context: Context): string | undefined {
  const foreign = foreignSite(context);
  if (foreign !== undefined) return foreign;
  if (context.req.header(CONSOLE_HEADER) === undefined) return `a session without the header ${CONSOLE_HEADER}`;
  const isRead = context.req.method === 'GET';
  return isRead || isOwnPage(context) ? undefined : 'a session with neither Origin nor Sec-Fetch-Site';
}
