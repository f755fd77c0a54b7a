import type { Context } from 'hono';
import * as z from 'zod/mini';
import { showPath } from '../../config/mistakes.ts';
import { issuesToProblems, type Part } from '../../config/zod-problems.ts';
import { problemResponse } from './problem-response.ts';

/** What the body of a request may hold. */
export interface BodyForm<Body> {
  readonly schema: z.ZodMiniType<Body>;
  /** Shown in refusals and in the document. */
  readonly example: unknown;
  /** A request without a body counts as `{}`. */
  readonly isOptional?: true;
}

const NoQuery = z.strictObject({});

/** The names that an object of this schema may have. */
const namesOf = (schema: z.ZodMiniType): readonly string[] =>
  Object.keys((schema as Partial<z.ZodMiniObject>).shape ?? {});

function mistakesIn(error: z.core.$ZodError, input: unknown, schema: z.ZodMiniType, noun: string): string {
  const part: Part = { base: [], namesAt: () => namesOf(schema), isSecret: () => false, placeholders: false, noun };
  const problems = issuesToProblems(error.issues, input, part);
  return problems
    .map(({ path, message, atKey }) =>
      atKey === true || path.length === 0 ? message : `${showPath(path)}: ${message}`,
    )
    .join('. ');
}

/** The query of a request as its schema has it, or the refusal. Names that are not known are refused. */
export function readQuery<Query>(context: Context, schema: z.ZodMiniType<Query> | undefined): Query | Response {
  const wanted: z.ZodMiniType = schema ?? NoQuery;
  const input = context.req.query();
  const read = wanted.safeParse(input);
  if (read.success) return read.data as Query;
  const detail = mistakesIn(read.error, input, wanted, 'query parameter');
  return problemResponse({ status: 400, title: 'Invalid query', detail });
}

const NOTHING = Symbol('nothing');

async function jsonIn(context: Context, isOptional: boolean): Promise<unknown> {
  const text = await context.req.text();
  if (text === '' && isOptional) return {};
  try {
    return JSON.parse(text);
  } catch {
    return NOTHING;
  }
}

/** The body of a request as its schema has it, or the refusal; nothing where none is expected. */
export async function readBody<Body>(
  context: Context,
  form: BodyForm<Body> | undefined,
): Promise<Body | Response | undefined> {
  if (form === undefined) return undefined;
  const refuse = (found: string): Response =>
    problemResponse({
      status: 400,
      title: 'Invalid request body',
      detail: `${found}; send for example ${JSON.stringify(form.example)}`,
    });
  const input = await jsonIn(context, form.isOptional === true);
  if (input === NOTHING) return refuse('the body is no JSON');
  const read = form.schema.safeParse(input);
  return read.success ? read.data : refuse(mistakesIn(read.error, input, form.schema, 'field'));
}
