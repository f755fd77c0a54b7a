/**
 * At most how many steps a regular expression takes over a text, by a look at its source. What is not certain counts as
 * endless. Most expressions of operators are a few words, for which a script with a time limit costs more than the match.
 */

interface Shape {
  /** Repetitions without a small end, each of which can take the whole text at each place where another begins. */
  readonly repetitions: number;
  /** Ways through the expression at one place. */
  readonly ways: number;
}

const endless: Shape = { repetitions: Number.POSITIVE_INFINITY, ways: 1 };

/** The source with a letter in place of each escape and class: what is left of marks means what it says. */
const bare = (source: string): string => source.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]?/g, 'x');

const countOf = (text: string, mark: RegExp): number => text.match(mark)?.length ?? 0;

function shapeOf(source: string): Shape {
  const marks = bare(source);
  // A repeated group, a look around or a reference back: repetitions can multiply within.
  if (/\)[*+{]|\(\?[=!<]/.test(marks) || /\\[1-9k]/.test(source)) return endless;
  return { repetitions: countOf(marks, /[*+{]/g), ways: 2 ** countOf(marks, /[?|]/g) * source.length };
}

const shapes = new WeakMap<RegExp, Shape>();

/** Steps that take a millisecond or two. */
const STEPS_MAX = 500_000;

/** Whether all matches of an expression in a text of this length are found within few steps. */
export function isCheap(pattern: RegExp, length: number): boolean {
  const shape = shapes.get(pattern) ?? shapeOf(pattern.source);
  shapes.set(pattern, shape);
  return (length + 1) ** (1 + shape.repetitions) * shape.ways <= STEPS_MAX;
}
