import { first, type Token } from './tokens.ts';

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'];
const ends = new Set([',', '=', ...sections]);

const isSection = ({ kind, text }: Token): boolean => kind === 'word' && sections.includes(text.toUpperCase());

/** The tokens of an update, part by part: what stands between its commas and after its sections. */
function partsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (isSection(token) || (depth === 0 && token.text === ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The path that a part changes: what stands before `=` or a value. */
function targetOf(part: readonly Token[], nameOf: (text: string) => string): string {
  const end = part.findIndex(({ kind, text }) => kind === 'value' || ends.has(text));
  return part
    .slice(0, end === -1 ? part.length : end)
    .map(({ text }) => nameOf(text))
    .join('');
}

const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || a.startsWith(`${b}[`);

/** The attributes that an update changes, with their paths. */
export const targetsOf = (tokens: readonly Token[], nameOf: (text: string) => string): string[] =>
  partsOf(tokens).map((part) => targetOf(part, nameOf));

/** Why DynamoDB refuses an update, as far as it depends on what is changed. */
export function wrongUpdate(
  tokens: readonly Token[],
  nameOf: (text: string) => string,
  keys: readonly string[],
): string | undefined {
  const targets = targetsOf(tokens, nameOf);
  const named = tokens.filter(isSection).map(({ text }) => text.toUpperCase());
  return first(
    tokens[0] === undefined || isSection(tokens[0]) ? undefined : 'Syntax error; an update begins with a section',
    new Set(named).size < named.length ? 'a section stands twice' : undefined,
    targets.includes('') ? 'Syntax error; a section changes nothing' : undefined,
    ...targets.map((target) =>
      keys.includes(target) ? `Cannot update attribute ${target}. This attribute is part of the key` : undefined,
    ),
    ...targets.map((target, i) =>
      targets.some((other, j) => i !== j && overlap(target, other))
        ? `Two document paths overlap with each other: ${target}`
        : undefined,
    ),
  );
}
