import { Hono } from 'hono';
import { WrongCursor } from '../../domain/listing.ts';
import { adminAuth } from './admin-auth.ts';
import { serveConsole } from './console.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointsOf } from './endpoints.ts';
import { isOverlong } from './overlong.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';

/** OpenAPI writes `{id}`, Hono `:id`. */
const routeOf = ({ path }: Endpoint): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const wrongMethod = (found: string, allowed: string): Response =>
  problemResponse(
    { status: 405, title: 'Method not allowed', detail: `found ${found}; allowed: ${allowed}` },
    { allow: allowed },
  );

/** Serves endpoints; another method of their paths is refused with the methods that there are. */
function serve(app: Hono, endpoints: readonly Endpoint[]): void {
  for (const each of endpoints) app.on(each.method, routeOf(each), (context) => each.respond(context));
  for (const [route, same] of Map.groupBy(endpoints, routeOf)) {
    const allowed = same.map(({ method }) => method).join(', ');
    app.all(route, (context) => wrongMethod(context.req.method, allowed));
  }
}

function refusalOf(error: Error, ports: Ports): Response {
  if (error instanceof WrongCursor)
    return problemResponse({ status: 400, title: 'Invalid query', detail: error.message });
  ports.log('api.failed', { error: error.name });
  return problemResponse({
    status: 500,
    title: 'Internal error',
    detail: 'the request failed on our side and was logged: try again',
  });
}

/**
 * Status, lists and replay (docs/api.md), and the console. All requests need a token or a session, except health, the
 * session itself, callbacks of vendors, signed links and the files of the console.
 */
export function createApp(ports: Ports): Hono {
  const app = new Hono();
  if (ports.console !== undefined) serveConsole(app, ports.console);
  const [open = [], closed = []] = Map.groupBy(endpointsOf(ports), ({ isOpen }) => isOpen === true).values();
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  serve(app, open);
  app.use(adminAuth(ports));
  // Keys of the store have a maximum length, and no id is longer.
  app.use(async (c, next) => (isOverlong(c.req.path) ? problemResponse(notFound('resource')) : next()));
  serve(app, closed);
  app.notFound((c) =>
    problemResponse({
      status: 404,
      title: 'Not found',
      detail: `found ${c.req.method} ${c.req.path}; GET /v1/openapi.json lists the paths that there are`,
    }),
  );
  app.onError((error) => refusalOf(error, ports));
  return app;
}
