import { createContext, Script } from 'node:vm';
import { checkTime, remainingMs, spend } from './meter.ts';
import { isCheap } from './regex-cost.ts';
import { textUnits } from './weight.ts';

/** Matches that are looked for in one go, for each go has its price: it doubles while more of them are asked for. */
const AHEAD_MAX = 1024;

/** The time was up before the match had begun. */
class MatchTimeout extends Error {
  readonly code = 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

const job = new Script('run()');
let room: { run?: () => void } | undefined;

/**
 * Runs a function and stops it at the end of the evaluation's time, also within a regular expression that backtracks
 * without end: V8 cannot be asked to stop one, but a script with a time limit is stopped.
 */
export function stopped(run: () => void): void {
  const ms = remainingMs();
  if (ms < 1) throw new MatchTimeout();
  room ??= createContext({});
  room.run = run;
  job.runInContext(room, { timeout: ms });
}

/** The next matches of a pattern in a text; `null` behind the last one. */
function matchesFrom(pattern: RegExp, text: string, from: number, count: number): (RegExpExecArray | null)[] {
  const found: (RegExpExecArray | null)[] = [];
  pattern.lastIndex = from;
  while (found.length < count) {
    const match = pattern.exec(text);
    found.push(match);
    // An empty match would come again and again: JSONata refuses it when it asks for the next.
    if (match === null || match[0] === '') break;
  }
  return found;
}

interface Ahead {
  readonly text: string;
  readonly found: readonly (RegExpExecArray | null)[];
  readonly at: number;
  readonly end: number;
  readonly size: number;
}

/**
 * A regular expression engine for JSONata whose work ends with the evaluation's time, whatever the pattern and the text.
 * JSONata uses `exec` and `lastIndex` of it, with a pattern that is global.
 */
function Engine(source: RegExp) {
  const pattern = new RegExp(source);
  let ahead: Ahead = { text: '', found: [], at: 0, end: -1, size: 0 };
  const look = (text: string, from: number, size: number): void => {
    const find = () => {
      ahead = { text, found: matchesFrom(pattern, text, from, size), at: 0, end: from, size };
    };
    if (isCheap(source, String(text).length)) find();
    else stopped(find);
  };
  const isNext = (text: string, from: number): boolean => from > 0 && ahead.end === from && ahead.text === text;
  return {
    lastIndex: 0,
    exec(text: string): RegExpExecArray | null {
      checkTime();
      if (!isNext(text, this.lastIndex)) look(text, this.lastIndex, 1);
      else if (ahead.at >= ahead.found.length) look(text, this.lastIndex, Math.min(AHEAD_MAX, ahead.size * 2));
      const match = ahead.found[ahead.at] ?? null;
      spend(match === null ? 1 : textUnits(match[0]));
      this.lastIndex = match === null ? 0 : match.index + match[0].length;
      ahead = { ...ahead, at: ahead.at + 1, end: this.lastIndex };
      return match;
    },
  };
}

/** JSONata calls it with `new` and a pattern, and knows no other use of it. */
export const RegexEngine = Engine as unknown as RegExpConstructor;
