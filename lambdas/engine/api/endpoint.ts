import type { Context } from 'hono';
import type * as z from 'zod/mini';
import { type BodyForm, readBody, readQuery } from './read-request.ts';

export type Method = 'GET' | 'POST' | 'DELETE';

/** A request whose query and body have been checked. `params` are the parts of the path by name, decoded. */
export interface Call<Query, Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly context: Context;
}

/** What an answer of one status holds. Without a schema it is not JSON. */
export interface AnswerForm {
  readonly description: string;
  readonly schema?: z.ZodMiniType;
  readonly mediaType?: string;
}

/** One method of one path: how it is described, and what of a request is accepted. */
export interface Description {
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/alerts/{alertId}`. */
  readonly path: string;
  /** The name of the operation for generated clients: `listAlerts`. */
  readonly id: string;
  readonly summary: string;
  /** More than a line, where a line is not enough. */
  readonly about?: string;
  /** Needs no credential. */
  readonly isOpen?: true;
  /** By status; the refusals that every endpoint has are added to the document. */
  readonly answers: Readonly<Record<number, AnswerForm>>;
}

/** An endpoint of the API, ready to be served and to be described. */
export interface Endpoint extends Description {
  readonly query?: z.ZodMiniType;
  readonly body?: BodyForm<unknown>;
  respond(context: Context): Promise<Response>;
}

interface Definition<Query, Body> extends Description {
  readonly query?: z.ZodMiniType<Query>;
  readonly body?: BodyForm<Body>;
  handle(call: Call<Query, Body>): Response | Promise<Response>;
}

/** An endpoint that refuses what its schemas do not allow, with what was found and what is allowed. */
export function endpoint<Query = unknown, Body = undefined>(definition: Definition<Query, Body>): Endpoint {
  const { handle, ...described } = definition;
  return {
    ...described,
    async respond(context) {
      const query = readQuery(context, definition.query);
      if (query instanceof Response) return query;
      const body = await readBody(context, definition.body);
      if (body instanceof Response) return body;
      return handle({ params: context.req.param(), query, body: body as Body, context });
    },
  };
}
