import * as z from 'zod/mini';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';

/** One setting as its page shows it. */
interface Setting {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly type: string;
  readonly description: string;
  readonly standard?: unknown;
}

/** Values that a table lists; of more the count. */
const MOST_SHOWN = 20;

type Schema = Readonly<Record<string, unknown>>;

/** The values that are allowed, by themselves or by their number. */
const choicesOf = (allowed: readonly unknown[]): string =>
  allowed.length > MOST_SHOWN ? `one of ${allowed.length}` : allowed.map((each) => `\`${String(each)}\``).join(', ');

/** A type of JSON as the tables call it. */
function nameOf(type: unknown, schema: Schema): string {
  if (type === 'array') return `list of ${isFields(schema['items']) ? typeOf(schema['items']) : 'anything'}`;
  if (type === 'object') return 'map';
  return type === 'string' ? 'text' : String(type ?? 'anything');
}

function typeOf(schema: Schema): string {
  if (Array.isArray(schema['enum'])) return choicesOf(schema['enum']);
  const parts = schema['anyOf'];
  if (Array.isArray(parts)) return [...new Set(parts.filter(isFields).map(typeOf))].join(' or ');
  if (schema['const'] !== undefined) return `\`${String(schema['const'])}\``;
  if (schema['$ref'] !== undefined) return 'map';
  return [schema['type']]
    .flat()
    .map((type) => nameOf(type, schema))
    .join(' or ');
}

function settingsIn(properties: Readonly<Record<string, unknown>>, required: readonly unknown[]): Setting[] {
  return Object.entries(properties).map(([name, value]) => {
    const fields: Readonly<Record<string, unknown>> = isFields(value) ? value : {};
    return {
      name,
      isNeeded: required.includes(name),
      type: typeOf(fields),
      description: String(fields['description'] ?? ''),
      ...(fields['default'] === undefined ? {} : { standard: fields['default'] }),
    };
  });
}

function settingsOf(schema: z.ZodMiniType): Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return settingsIn(properties, required);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** What the table calls its rows, and which of them an alert may choose. */
interface TableOptions {
  readonly noun?: string;
  readonly targets?: Readonly<Record<string, unknown>>;
}

/** The settings of a type as a Markdown table; credentials say so. */
export function settingsTable(
  schema: z.ZodMiniType,
  secrets: readonly string[],
  { noun = 'setting', targets = {} }: TableOptions = {},
): string {
  const rows = settingsOf(schema).map(({ name, isNeeded, type, description, standard }) => {
    const notes = [
      Object.hasOwn(targets, name) ? 'The alert may [choose it](../targets.md).' : '',
      secrets.includes(name) ? `A credential: write \`"\${NAME}"\`.` : '',
      standard === undefined ? '' : `Otherwise \`${JSON.stringify(standard)}\`.`,
    ];
    const meaning = [description, ...notes].filter((text) => text !== '').join(' ');
    return `| \`${name}\` | ${isNeeded ? 'yes' : ''} | ${cell(type)} | ${cell(meaning)} |`;
  });
  return [`| ${noun} | needed | type | meaning |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Settings of the JSON Schema of `tocsin.yaml` as a Markdown table. */
export function propertiesTable(properties: Readonly<Record<string, unknown>>, required: unknown): string {
  const rows = settingsIn(properties, Array.isArray(required) ? required : []).map(
    ({ name, isNeeded, type, description }) =>
      `| \`${name}\` | ${isNeeded ? 'yes' : ''} | ${cell(type)} | ${cell(description)} |`,
  );
  return ['| setting | needed | type | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
