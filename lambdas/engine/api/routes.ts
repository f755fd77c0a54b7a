import * as z from 'zod/mini';
import type { Route } from '../../domain/route.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { count, name } from './schemas.ts';

const text = z.string();

/** A route as the API shows it. */
export interface RouteShown {
  readonly name: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly not: Readonly<Record<string, unknown>>;
  readonly matchers?: readonly string[];
  readonly where?: string;
  readonly to: readonly string[];
  readonly continue?: boolean;
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
  readonly routes?: readonly RouteShown[];
}

const anyMap = z.record(text, z.unknown());

const RouteSchema = name(
  'Route',
  z.strictObject({
    name: text,
    match: anyMap,
    not: anyMap,
    matchers: z.optional(z.array(text)),
    where: z.optional(text),
    to: z.array(text),
    continue: z.optional(z.boolean()),
    fallback: z.optional(z.strictObject({ to: z.array(text), afterSeconds: count })),
    get routes(): z.ZodMiniOptional<z.ZodMiniArray<z.ZodMiniType>> {
      return z.optional(z.array(RouteSchema));
    },
  }),
);

function shown({ name: id, match, not, matchers, where, to, fallback, ...route }: Route): RouteShown {
  return defined({
    name: id,
    match,
    not,
    matchers: matchers?.map(({ path, operator, value }) => `${path}${operator}${JSON.stringify(value)}`),
    where,
    to,
    continue: route.continue,
    fallback: fallback === undefined ? undefined : { to: fallback.to, afterSeconds: fallback.afterSeconds },
    routes: route.routes?.map(shown),
  });
}

/** `GET /v1/routes`: the tree of routes, as it is in use. */
export const routeEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/routes',
    id: 'listRoutes',
    summary: 'The routes in the order in which they are looked at, with what each matches',
    answers: { 200: { description: 'The routes.', schema: z.strictObject({ routes: z.array(RouteSchema) }) } },
    handle: () => Response.json({ routes: ports.installed.routes.map(shown) }),
  }),
];
