import * as z from 'zod/mini';
import { AlertKind } from '../../lambdas/domain/alert.ts';
import { readTable } from './tables.ts';

const SourceCase = z.strictObject({
  about: z.string(),
  kinds: z.array(AlertKind),
  reading: z.optional(z.enum(['empty', 'ignored'])),
  /** How many elements at the end of a list are recognised as no alerts. */
  ignoredTail: z.optional(z.int()),
  /** The body as JSON; or, where its bytes matter or it is no JSON, as the lines of its text. */
  payload: z.optional(z.unknown()),
  text: z.optional(z.array(z.string())),
  /** Written by `npm run goldens`, and then read by a person. */
  alerts: z.optional(z.array(z.looseObject({}))),
});

/** One webhook of a sender by its name, and what has to become of it. */
export type SourceCase = z.infer<typeof SourceCase> & { readonly name: string };

const tables = new Map<string, readonly SourceCase[]>();

function read(type: string): readonly SourceCase[] {
  const table = z.record(z.string(), SourceCase).parse(readTable(`sources/${type}`));
  return Object.entries(table).map(([name, each]) => ({ name, ...each }));
}

/** The cases of a source type in the order of its table. */
export function sourceCases(type: string): readonly SourceCase[] {
  const cases = tables.get(type) ?? read(type);
  tables.set(type, cases);
  return cases;
}

/** The body of a case, byte for byte. */
export const bytesOf = ({ text, payload }: Pick<SourceCase, 'text' | 'payload'>): Buffer<ArrayBuffer> =>
  Buffer.from(text === undefined ? `${JSON.stringify(payload, null, 2)}\n` : text.join('\n'));

/** The body of a case by its name. */
export function bodyOf(type: string, name: string): Buffer<ArrayBuffer> {
  const found = sourceCases(type).find((each) => each.name === name);
  if (found === undefined) throw new Error(`test/fixtures/sources/${type}.json has no case ${name}`);
  return bytesOf(found);
}
