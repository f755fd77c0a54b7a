import * as z from 'zod/mini';
import { readTable } from '../conformance/tables.ts';

/** One wrong configuration: the lines of a section that differ from the usual ones, and what the check says of them. */
const Wrong = z.strictObject({
  sources: z.optional(z.string()),
  destinations: z.optional(z.string()),
  routes: z.optional(z.string()),
  /** The whole file, in place of the usual one. */
  whole: z.optional(z.string()),
  /** `line:column` of the mistake or warning. */
  at: z.string(),
  /** What its message holds. */
  says: z.array(z.string()).check(z.minLength(1)),
  /** It works, and should not stay as it is. */
  isWarning: z._default(z.boolean(), false),
});
type Wrong = z.infer<typeof Wrong>;

const usual = {
  sources: `akto: { type: akto, auth: { bearer: "\${HOOK}" } }`,
  destinations: `soc: { type: slack, webhookUrl: "\${SLACK}" }`,
  routes: 'to: [soc]',
};

/** A file with these lines in its sections. */
export function yamlOf({ whole, ...parts }: Partial<Wrong>): string {
  const { sources, destinations, routes } = { ...usual, ...parts };
  return whole ?? `version: 1\nsources:\n  ${sources}\ndestinations:\n  ${destinations}\nroutes:\n  - ${routes}\n`;
}

const Table = z.record(z.string(), z.record(z.string(), Wrong));

export const wrongConfigurations = Object.entries(Table.parse(readTable('wrong-configurations'))).flatMap(
  ([section, all]) => Object.entries(all).map(([name, wrong]) => ({ section, name, wrong })),
);
