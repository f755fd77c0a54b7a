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

const typeOf = (schema: Readonly<Record<string, unknown>>): string => {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => `\`${String(each)}\``).join(', ');
  const parts = schema['anyOf'];
  if (Array.isArray(parts)) return [...new Set(parts.filter(isFields).map(typeOf))].join(' or ');
  if (schema['const'] !== undefined) return `\`${String(schema['const'])}\``;
  if (schema['type'] === 'array') return `list of ${isFields(schema['items']) ? typeOf(schema['items']) : 'anything'}`;
  if (schema['type'] === 'object') return 'map';
  return schema['type'] === 'string' ? 'text' : String(schema['type'] ?? 'anything');
};

function settingsOf(schema: z.ZodMiniType): Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
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
    const said = [description, ...notes].filter((text) => text !== '').join(' ');
    return `| \`${name}\` | ${isNeeded ? 'yes' : ''} | ${cell(type)} | ${cell(said)} |`;
  });
  return [`| ${noun} | needed | type | meaning |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}
