import * as z from 'zod/mini';
import { authorityOver } from './authority.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse } from './problem-response.ts';
import { name, Problem, time } from './schemas.ts';
import { sessionCookie } from './session/cookie.ts';
import { foreignSite } from './session/same-origin.ts';
import { signSession } from './session/signed-session.ts';

export const Session = name(
  'Session',
  z.strictObject({
    name: z.string().check(z.describe('The name of the token that it was opened with.')),
    access: z.enum(['read', 'operate']),
    endsAt: z.optional(time),
  }),
);

const TOKEN_MAX = 500;
const Body = z.strictObject({ token: z.string().check(z.minLength(1), z.maxLength(TOKEN_MAX)) });

const foreign = (found: string): Response =>
  problemResponse({
    status: 403,
    title: 'Foreign origin',
    detail: `found ${found}: sign in on the console of this Tocsin itself`,
  });

const refused = (description: string) => ({ description, schema: Problem, mediaType: PROBLEM });

const signIn = (ports: Ports): Endpoint =>
  endpoint({
    method: 'POST',
    path: '/v1/session',
    id: 'openSession',
    summary: 'Signs the console in, for eight hours',
    about:
      'The session is a cookie that scripts cannot read. It ends with its time, or when the token or the admin token is changed.',
    isOpen: true,
    body: { schema: Body, example: { token: '<TOCSIN_ADMIN_TOKEN>' } },
    answers: {
      200: { description: 'The session; its cookie is in the answer.', schema: Session },
      400: refused('The body is not allowed.'),
      401: refused('The token is wrong.'),
      403: refused('A page of another site asks.'),
      429: refused('Too many wrong tokens from this address.'),
    },
    handle: async ({ body, context }) => {
      const found = foreignSite(context);
      if (found !== undefined) return foreign(found);
      const authority = authorityOver(ports);
      const token = await authority.check(context, body.token);
      if (token instanceof Response) return token;
      const opened = await authority.open(token);
      if (opened === undefined) throw new Error('the token ended while its session was opened');
      const { session, secret } = opened;
      ports.log('session.opened', { token: token.name });
      const seconds = Math.ceil((session.endsMs - ports.now()) / 1000);
      const cookie = sessionCookie(context, signSession(session, secret), seconds);
      const shown = { name: token.name, access: token.access, endsAt: new Date(session.endsMs).toISOString() };
      return Response.json(shown, { headers: { 'set-cookie': cookie } });
    },
  });

const current = (ports: Ports): Endpoint =>
  endpoint({
    method: 'GET',
    path: '/v1/session',
    id: 'getSession',
    summary: 'Whose token or session a request has',
    isOpen: true,
    answers: {
      200: { description: 'The token or the session.', schema: Session },
      401: refused('The credential is missing or wrong.'),
      403: refused('The session came from another page than the console.'),
      429: refused('Too many wrong tokens from this address.'),
    },
    handle: async ({ context }) => {
      const admitted = await authorityOver(ports).admit(context);
      if (admitted instanceof Response) return admitted;
      const { token, session } = admitted;
      const endsMs = session?.endsMs ?? token.endsMs;
      const ends = endsMs === undefined ? {} : { endsAt: new Date(endsMs).toISOString() };
      return Response.json({ name: token.name, access: token.access, ...ends });
    },
  });

const signOut = (): Endpoint =>
  endpoint({
    method: 'DELETE',
    path: '/v1/session',
    id: 'closeSession',
    summary: 'Signs the console out: removes the cookie of its session',
    isOpen: true,
    answers: {
      200: { description: 'The cookie is removed.', schema: z.strictObject({ signedOut: z.literal(true) }) },
      403: refused('A page of another site asks.'),
    },
    handle: ({ context }) => {
      const found = foreignSite(context);
      if (found !== undefined) return foreign(found);
      return Response.json({ signedOut: true }, { headers: { 'set-cookie': sessionCookie(context, '', 0) } });
    },
  });

/** `POST GET DELETE /v1/session`: the sign-in of the console. */
export const sessionEndpoints = (ports: Ports): Endpoint[] => [current(ports), signIn(ports), signOut()];
