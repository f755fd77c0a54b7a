const WIDTH = 120;

/** JSON on one line, with spaces as a person writes them. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  const pairs = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${flat(inner)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** JSON at an indentation, on one line where the line holds it; `taken` counts what stands on that line beside it. */
function laidOut(value: unknown, indent: string, taken: number): string {
  const line = flat(value);
  if (typeof value !== 'object' || value === null || taken + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((each) => `${inner}${laidOut(each, inner, inner.length + 1)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const pairs = Object.entries(value).map(([name, each]) => {
    const key = `${inner}${JSON.stringify(name)}: `;
    return `${key}${laidOut(each, inner, key.length + 1)}`;
  });
  return `{\n${pairs.join(',\n')}\n${indent}}`;
}

/** The text of a table file: each value on one line of at most 120 characters, or a line for each of its parts. */
export const tableText = (value: unknown): string => `${laidOut(JSON.parse(JSON.stringify(value)), '', 0)}\n`;
