import { truncate } from '../../../domain/values/text.ts';

/** Shortens texts one after the other until the room they share is used up; then it answers nothing. */
export type Cut = (text: string) => string;

/** A part of a message. `rank`: lower ones get their room first. */
export interface Block<T> {
  readonly rank: number;
  readonly render: (cut: Cut) => readonly T[];
}

interface Fitted<T> {
  readonly kept: readonly T[];
  /** True when something had to be shortened or left out. */
  readonly cut: boolean;
}

// How much text a block may show: tried from the left until it fits.
const rooms = [12_000, 6000, 2500, 800] as const;

function cutter(room: number): { readonly cut: Cut; readonly wasCut: () => boolean } {
  let left = room;
  let lost = false;
  const cut = (text: string): string => {
    const kept = left <= 1 && text !== '' ? '' : truncate(text, left);
    if (kept !== text) lost = true;
    left -= Math.min(left, kept.length);
    return kept;
  };
  return { cut, wasCut: () => lost };
}

interface Tried<T> {
  readonly nodes: readonly T[];
  readonly size: number;
  readonly cut: boolean;
}

function tryBlock<T>(block: Block<T>, left: number, sizeOf: (node: T) => number): Tried<T> {
  for (const room of rooms) {
    const { cut, wasCut } = cutter(room);
    const nodes = block.render(cut);
    const size = nodes.reduce((sum, node) => sum + sizeOf(node), 0);
    if (size <= left) return { nodes, size, cut: wasCut() };
  }
  return { nodes: [], size: 0, cut: true };
}

/** As much of the blocks as the budget holds, in their own order: each whole, else shortened, else not at all. */
export function layOut<T>(blocks: readonly Block<T>[], budget: number, sizeOf: (node: T) => number): Fitted<T> {
  const byRank = blocks.map((block, place) => ({ block, place })).sort((a, b) => a.block.rank - b.block.rank);
  const placed: { readonly place: number; readonly tried: Tried<T> }[] = [];
  let left = budget;
  for (const { block, place } of byRank) {
    const tried = tryBlock(block, left, sizeOf);
    left -= tried.size;
    placed.push({ place, tried });
  }
  const inOrder = placed.sort((a, b) => a.place - b.place);
  return { kept: inOrder.flatMap(({ tried }) => tried.nodes), cut: inOrder.some(({ tried }) => tried.cut) };
}

/** At most `max` UTF-16 units, as Java services count (an emoji is two); never half of a pair. */
export function cutUnits(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
