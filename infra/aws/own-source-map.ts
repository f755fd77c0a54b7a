import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/** The part of a source map that is changed (https://tc39.es/ecma426/). */
interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Numbers from 0 on, in the order in which they are asked for. */
function numbering() {
  const numbers = new Map<number, number>();
  return {
    of(old: number): number {
      const number = numbers.get(old) ?? numbers.size;
      numbers.set(old, number);
      return number;
    },
    pick: (all: readonly string[]): string[] => [...numbers.keys()].map((old) => all[old] ?? ''),
  };
}

/**
 * A source map without what it says of packages. Node reads the source map of every file that it loads, and those of the
 * SDK took a seventh of a cold start.
 */
export function ownSourceMap(text: string): string {
  const map: SourceMap = JSON.parse(text);
  const [sources, names] = [numbering(), numbering()];
  const isOwn = (source: number): boolean => !map.sources[source]?.includes('node_modules/');
  const renumbered = (segment: SourceMapSegment): SourceMapSegment => {
    const [column, source, line, at, name] = segment;
    if (source === undefined || line === undefined || at === undefined || !isOwn(source)) return [column];
    const place = [column, sources.of(source), line, at] as const;
    return name === undefined ? [...place] : [...place, names.of(name)];
  };
  // Where code of packages begins, one segment without a source ends our own.
  const kept = (line: SourceMapSegment[]): SourceMapSegment[] =>
    line.map(renumbered).filter((segment, i, all) => segment.length > 1 || (all[i - 1]?.length ?? 1) > 1);
  const mappings = encode(decode(map.mappings).map(kept));
  return JSON.stringify({ ...map, sources: sources.pick(map.sources), names: names.pick(map.names), mappings });
}
