import type { Variables } from '../../config/env.ts';
import type { Send } from '../../engine/ports/transport.ts';
import { environmentProxies } from '../connect/environment-proxies.ts';
import { sharedResolver } from '../names/resolver.ts';
import { withAuth } from '../with-auth.ts';
import { createHttp } from './http.ts';

/** HTTP through the proxies that the variables name, with the credentials that the `auth` of a request asks for. */
export const createAuthorized = (allowLoopback: boolean, variables: Variables): Send =>
  withAuth(createHttp(allowLoopback, sharedResolver(), environmentProxies(variables)));
