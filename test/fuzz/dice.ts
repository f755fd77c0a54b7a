import { generator } from '../../infra/sandbox/_kit/random.ts';

/** Chance that is the same for the same seed. */
export interface Dice {
  /** From 0 up to, and without, the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of a list that may be empty. */
  any<T>(list: readonly T[]): T | undefined;
}

/** The dice of one body: body `n` of a seed is the same whatever was made before it. */
export function diceOf(seed: number, n: number): Dice {
  const random = generator(Math.imul(seed, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b));
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    chance: (probability) => random() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
    any: (list) => list[below(list.length)],
  };
}
