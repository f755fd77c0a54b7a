import * as z from 'zod/mini';
import type { AnswerForm, Endpoint } from './endpoint.ts';
import { named, Problem } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const DEFINITION = '#/$defs/';
const COMPONENT = '#/components/schemas/';

/** A JSON Schema with its definitions taken out: they become components of the document. */
function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output', components: Map<string, unknown>): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { metadata: named, io, unrepresentable: 'any' }));
  const { $schema: _, $defs, id: __, ...rest } = JSON.parse(text.replaceAll(`"${DEFINITION}`, `"${COMPONENT}`));
  for (const [name, { id: ___, ...each }] of Object.entries<Json>($defs ?? {})) components.set(name, each);
  const name = named.get(schema)?.id;
  // A named schema refers to its own definition, unless nothing else needs one.
  if (name === undefined || '$ref' in rest) return rest;
  components.set(name, rest);
  return { $ref: `${COMPONENT}${name}` };
}

/** The refusals that an endpoint can answer with, whatever it does. */
const refusals: Readonly<Record<number, string>> = {
  400: 'The query or the body is not allowed; `detail` says what was found and what is allowed.',
  401: 'The admin token is missing or wrong.',
  404: 'There is nothing of this id.',
  429: 'Too many wrong tokens from this address.',
  500: 'The request failed on this side: try again.',
};

const parametersOf = ({ path, query }: Endpoint, components: Map<string, unknown>): Json[] => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 512 },
  }));
  const object = query === undefined ? {} : schemaOf(query, 'input', components);
  const { properties = {}, required = [] } = object as { properties?: Record<string, Json>; required?: string[] };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
  return [...inPath, ...inQuery];
};

function answerOf(
  { description, schema, mediaType = 'application/json' }: AnswerForm,
  components: Map<string, unknown>,
) {
  const content =
    schema === undefined ? { schema: { type: 'string' } } : { schema: schemaOf(schema, 'output', components) };
  return { description, content: { [mediaType]: content } };
}

const refusal = (description: string): AnswerForm => ({
  description,
  schema: Problem,
  mediaType: 'application/problem+json',
});

function answersOf({ answers, isOpen, path }: Endpoint, components: Map<string, unknown>): Json {
  const usual = Object.entries(refusals).filter(
    ([status]) => (isOpen !== true || status === '500') && (status !== '404' || path.includes('{')),
  );
  const all = { ...Object.fromEntries(usual.map(([status, text]) => [status, refusal(text)])), ...answers };
  return Object.fromEntries(
    Object.entries(all).map(([status, form]) => [status, answerOf(form as AnswerForm, components)]),
  );
}

function operationOf(each: Endpoint, components: Map<string, unknown>): Json {
  const parameters = parametersOf(each, components);
  return {
    operationId: each.id,
    summary: each.summary,
    ...(each.about === undefined ? {} : { description: each.about }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(each.body === undefined
      ? {}
      : {
          requestBody: {
            required: each.body.isOptional !== true,
            content: {
              'application/json': {
                schema: schemaOf(each.body.schema, 'input', components),
                example: each.body.example,
              },
            },
          },
        }),
    responses: answersOf(each, components),
    ...(each.isOpen === true ? { security: [] } : {}),
  };
}

/** The OpenAPI 3.1 document of some endpoints (https://spec.openapis.org/oas/v3.1.1.html), from the schemas that check requests. */
export function openApiOf(endpoints: readonly Endpoint[]): Json {
  const components = new Map<string, unknown>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const each of endpoints) {
    const path = paths[each.path] ?? {};
    paths[each.path] = { ...path, [each.method.toLowerCase()]: operationOf(each, components) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tocsin',
      // Of the contract: paths under /v1.
      version: '1',
      description: 'Status, replay, silences and tests of a Tocsin installation.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminToken: [] }],
    paths,
    components: {
      securitySchemes: { adminToken: { type: 'http', scheme: 'bearer', description: 'TOCSIN_ADMIN_TOKEN' } },
      schemas: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}
