import type { Variables } from '../../config/env.ts';
import type { Send } from '../../engine/ports/transport.ts';
import { environmentProxies } from '../connect/environment-proxies.ts';
import { sharedResolver } from '../names/resolver.ts';
import { createHttp } from './http.ts';

/** HTTP to public hosts only, through the proxy that the environment names. */
export const createFetching = (variables: Variables): Send =>
  createHttp(false, sharedResolver(), environmentProxies(variables));
