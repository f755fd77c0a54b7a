import { codeAt } from '../values/code-at.ts';

/** Where a keyword stands in a text: its number, where it begins and where it ends. */
export type OnKeyword = (keyword: number, at: number, end: number) => void;

/** What stands in a text: a keyword, which ends the look, or so many digits. */
export type Looked = 'keyword' | number;

/** A search for many keywords at once, whatever their case. */
export interface KeywordSearch {
  /** What a look at a text finds: a keyword, or else so many digits. */
  readonly look: (text: string) => Looked;
  /** Calls back for every one that stands in a text, in the order of their ends. */
  readonly each: (text: string, onKeyword: OnKeyword) => void;
  /** As `each`, from an index up to another; begins with the state with which the part before it ended, and returns its own. */
  readonly part: (text: string, from: number, to: number, state: number, onKeyword: OnKeyword) => number;
}

const ASCII = 128;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Set in the table beside a state in which keywords end; there are far fewer states. */
const ENDS = 0x8000;

interface Node {
  readonly next: Map<number, number>;
  readonly ends: number[];
  fail: number;
}

const node = (): Node => ({ next: new Map(), ends: [], fail: 0 });

/** A number for each character that keywords are made of; 0 for all others. */
function classesOf(keywords: readonly string[]): Uint8Array {
  const classes = new Uint8Array(ASCII);
  let count = 0;
  for (const char of new Set(keywords.join(''))) {
    count += 1;
    for (const either of [char, char.toUpperCase()]) classes[either.charCodeAt(0)] = count;
  }
  return classes;
}

/** The state behind a character of a keyword; a new one when no other keyword begins so. */
function childOf(nodes: Node[], at: number, char: number): number {
  const next = nodes[at]?.next;
  const known = next?.get(char);
  if (known !== undefined) return known;
  nodes.push(node());
  next?.set(char, nodes.length - 1);
  return nodes.length - 1;
}

function trieOf(keywords: readonly string[], classes: Uint8Array): Node[] {
  const nodes = [node()];
  for (const [i, keyword] of keywords.entries()) {
    let at = 0;
    for (let j = 0; j < keyword.length; j += 1) at = childOf(nodes, at, classes[keyword.charCodeAt(j)] ?? 0);
    nodes[at]?.ends.push(i);
  }
  return nodes;
}

/** The states of all nodes: `table[state * width + class of the character]` is the next one. */
class Automaton {
  readonly table: Uint16Array;
  readonly width: number;
  private readonly nodes: readonly Node[];

  constructor(nodes: readonly Node[], width: number) {
    this.nodes = nodes;
    this.width = width;
    this.table = new Uint16Array(nodes.length * width);
    // Breadth first, so that the states to fall back to are there (Aho and Corasick, 1975).
    const queue = [0];
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) queue.push(...this.fill(state));
  }

  /** Keywords that end in a state; marks the states that have some in the table, which is then whole. */
  ends(): (readonly number[])[] {
    const ends = this.nodes.map((each) => each.ends);
    for (const [i, state] of this.table.entries()) if (ends[state]?.length !== 0) this.table[i] = state | ENDS;
    return ends;
  }

  private fill(state: number): number[] {
    const { next, fail, ends } = this.nodes[state] ?? node();
    const isRoot = state === 0;
    if (!isRoot) ends.push(...(this.nodes[fail]?.ends ?? []));
    for (let char = 0; char < this.width; char += 1) {
      const other = isRoot ? 0 : this.after(fail, char);
      this.table[state * this.width + char] = this.child(next.get(char), other) ?? other;
    }
    return [...next.values()];
  }

  private after(state: number, char: number): number {
    return this.table[state * this.width + char] ?? 0;
  }

  /** The child of a state, which knows from now on where to go on when no keyword goes on behind it. */
  private child(child: number | undefined, fail: number): number | undefined {
    const below = child === undefined ? undefined : this.nodes[child];
    if (below !== undefined) below.fail = fail;
    return child;
  }
}

/**
 * Searches a text for many keywords at once, in one pass that takes the same time whatever stands in it. Keywords are in
 * lower case, of ASCII.
 */
export function keywordSearch(keywords: readonly string[]): KeywordSearch {
  const classes = classesOf(keywords);
  const automaton = new Automaton(trieOf(keywords, classes), Math.max(...classes) + 1);
  const { table, width } = automaton;
  const ends = automaton.ends();
  const lengths = keywords.map(({ length }) => length);
  const report = (list: readonly number[], end: number, onKeyword: OnKeyword): void => {
    for (const keyword of list) onKeyword(keyword, end - (lengths[keyword] ?? 0), end);
  };
  const classOf = (code: number): number => (code < ASCII ? (classes[code] as number) : 0);
  const next = (state: number, code: number): number => table[(state & ~ENDS) * width + classOf(code)] as number;
  const part: KeywordSearch['part'] = (text, from, to, before, onKeyword) => {
    let state = before;
    for (let i = from; i < to; i += 1) {
      state = next(state, codeAt(text, i));
      if (state >= ENDS) report(ends[state & ~ENDS] ?? [], i + 1, onKeyword);
    }
    return state;
  };
  return {
    look: (text) => {
      const { length } = text;
      let state = 0;
      let digits = 0;
      for (let i = 0; i < length; i += 1) {
        const code = codeAt(text, i);
        state = table[state * width + classOf(code)] as number;
        if (state >= ENDS) return 'keyword';
        digits += Number(code >= DIGIT_0 && code <= DIGIT_9);
      }
      return digits;
    },
    each: (text, onKeyword) => void part(text, 0, text.length, 0, onKeyword),
    part,
  };
}
