import { parsePattern } from './parse.ts';
import { type Program, programOf, type State } from './program.ts';
import { codeOf, PatternMistake } from './syntax.ts';

/** Characters of a text that are looked at. */
const TEXT_MAX = 16_384;

/** The states that an automaton is in; those that were added for this place are not added again. */
interface Active {
  readonly marks: Uint32Array;
  readonly waiting: number[];
  isAtEnd: boolean;
}

/** Between two characters of a text. */
interface Place {
  readonly at: number;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Notes that a state was reached; answers what follows it without a character. */
function reach(state: State | undefined, at: number, { before, after }: Place, active: Active): readonly number[] {
  if (state?.kind === 'character') active.waiting.push(at);
  else if (state?.kind === 'end') active.isAtEnd = true;
  else if (state?.kind === 'split') return state.nexts;
  else if (state?.fits(before, after) === true) return [state.next];
  return [];
}

/** Adds a state with all that can be reached from it without a character. */
function enter(program: Program, first: number, place: Place, active: Active): void {
  const stack = [first];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (active.marks[at] === place.at + 1) continue;
    active.marks[at] = place.at + 1;
    stack.push(...reach(program.states[at], at, place, active));
  }
}

const placeBefore = (codes: readonly number[], at: number): Place => ({ at, before: codes[at - 1], after: codes[at] });

function run(program: Program, codes: readonly number[]): boolean {
  const marks = new Uint32Array(program.states.length);
  let active: Active = { marks, waiting: [], isAtEnd: false };
  enter(program, program.start, placeBefore(codes, 0), active);
  for (const [i, code] of codes.entries()) {
    const place = placeBefore(codes, i + 1);
    const after: Active = { marks, waiting: [], isAtEnd: false };
    for (const at of active.waiting) {
      const state = program.states[at];
      if (state?.kind === 'character' && state.fits(code)) enter(program, state.next, place, after);
    }
    if (after.waiting.length === 0 && !after.isAtEnd) return false;
    active = after;
  }
  return active.isAtEnd;
}

/**
 * A test whether a regular expression of RE2's syntax covers a whole text, as Alertmanager anchors its own. All ways
 * through the expression are followed at once, so that the time grows with the length of the text and no faster. Of a
 * text of more than 16,384 characters the first of them count. Answers what is wrong instead when it is no expression.
 */
export function wholeMatch(source: string): ((text: string) => boolean) | { readonly wrong: string } {
  try {
    const program = programOf(parsePattern(source));
    return (text) => run(program, Array.from(text.slice(0, TEXT_MAX), codeOf));
  } catch (error) {
    if (error instanceof PatternMistake) return { wrong: error.message };
    throw error;
  }
}
