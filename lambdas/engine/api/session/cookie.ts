import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

const NAME = 'tocsin_session';

const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/i;

/** Plain http on this machine, the only place where a cookie without `Secure` is set. */
const isPlainLoopback = ({ req }: Context): boolean =>
  req.header('x-forwarded-proto') !== 'https' && LOOPBACK.test(req.header('host') ?? '');

/** The cookie of a session, for all paths of this host; an empty text with no time to live removes it. */
export function sessionCookie(context: Context, text: string, seconds: number): string {
  const secure = isPlainLoopback(context) ? '' : '; Secure';
  return `${NAME}=${text}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** The session that came with a request; nothing when there is none. */
export const sessionIn = (context: Context): string => getCookie(context, NAME) ?? '';
