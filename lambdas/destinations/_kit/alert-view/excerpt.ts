/** The first lines of an excerpt that show something, and how many more there are. */
export function firstLines(content: string, max: number): { readonly text: string; readonly more: number } {
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  return { text: lines.slice(0, max).join('\n'), more: Math.max(0, lines.length - max) };
}

/** `(12 more lines)`, or nothing. */
export const moreLines = (more: number): string =>
  more === 0 ? '' : ` (${more} more ${more === 1 ? 'line' : 'lines'})`;
