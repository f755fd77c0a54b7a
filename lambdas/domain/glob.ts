/**
 * Globs of routes and silences, run over text that attackers write. `*` stands for any text, also none; `?` for one
 * character (code point); everything else for itself, in upper or lower case. A glob covers the whole text.
 */

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** The simple case folding of Unicode (https://www.unicode.org/Public/UNIDATA/CaseFolding.txt): one character for one. */
function folded(point: string): string {
  // The dotless i is a letter of its own, though its upper case is I.
  if (point === 'ı') return point;
  const upper = point.toUpperCase();
  const lower = ([...upper].length === 1 ? upper : point).toLowerCase();
  return [...lower].length === 1 ? lower : point;
}

/** The characters of a text, without the difference between upper and lower case. */
const pointsOf = (text: string): readonly string[] =>
  isAscii(text) ? [...text.toLowerCase()] : Array.from(text, folded);

const fits = (mark: string | undefined, point: string | undefined): boolean => mark === '?' || mark === point;

/**
 * Whether a glob covers a text, both as lists of characters. Only the last `*` ever takes more, so that the steps are at
 * most the length of the text times the length of one piece between two `*`.
 */
export function covers(glob: readonly string[], text: readonly string[]): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (place < text.length) {
    if (glob[at] === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (fits(glob[at], text[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else return false;
  }
  while (glob[at] === '*') at += 1;
  return at === glob.length;
}

/** Whether one of the globs covers a text. They are prepared once. */
export function anyGlob(globs: readonly string[]): (text: string) => boolean {
  const prepared = globs.map(pointsOf);
  return (text) => {
    const points = pointsOf(text);
    return prepared.some((glob) => covers(glob, points));
  };
}
