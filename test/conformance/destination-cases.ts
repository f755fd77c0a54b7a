import * as z from 'zod/mini';
import { readTable } from './tables.ts';

const Settings = z.record(z.string(), z.unknown());
const Variants = z.array(z.strictObject({ name: z.string(), settings: Settings }));
const oneOrMany = z.union([z.string(), z.array(z.nullable(z.string()))]);
const AnswerCase = z.strictObject({
  name: z.string(),
  settings: z.optional(z.string()),
  status: z.int(),
  headers: z._default(z.record(z.string(), z.string()), {}),
  body: z._default(z.unknown(), ''),
  expect: oneOrMany,
  reason: z.optional(oneOrMany),
  receipt: z.optional(z.string()),
  afterSeconds: z.optional(z.number()),
  items: z.optional(z.int()),
  lookup: z.optional(z.boolean()),
  comment: z.optional(z.boolean()),
});

/** What a service answers, and what that means. */
export type AnswerCase = z.infer<typeof AnswerCase>;

const Table = z.strictObject({
  settings: z.union([
    Variants,
    z.pipe(
      Settings,
      z.transform((settings) => [{ name: '', settings }]),
    ),
  ]),
  responses: z.array(AnswerCase),
  requests: z._default(z.record(z.string(), z.unknown()), {}),
});

/** The table of a destination; a way of configuration without a name is the only one. */
export type DestinationTable = z.infer<typeof Table>;

const tables = new Map<string, DestinationTable>();

/** The table of a destination type. */
export function destinationTable(type: string): DestinationTable {
  const table = tables.get(type) ?? Table.parse(readTable(`destinations/${type}`));
  tables.set(type, table);
  return table;
}

/** The ways in which a destination type can be configured. */
export const variantsOf = (type: string): DestinationTable['settings'] => destinationTable(type).settings;
