import leven from 'leven';

/** The valid name that a wrong one was probably meant to be. */
export function nearest(name: string, allowed: readonly string[]): string | undefined {
  const scored = allowed.map((other) => ({ other, distance: leven(name.toLowerCase(), other.toLowerCase()) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, Math.ceil(name.length / 3)) ? best.other : undefined;
}
