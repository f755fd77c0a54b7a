/** More than these are left to the sort of the language. */
const FEW = 24;

/** Sorts a list of texts in place, as `sort()` does; a few are sorted without the lists that it makes. */
export function sortTexts(texts: string[]): string[] {
  if (texts.length > FEW) return texts.sort();
  for (let i = 1; i < texts.length; i += 1) {
    const text = texts[i] as string;
    let at = i;
    for (; at > 0 && (texts[at - 1] as string) > text; at -= 1) texts[at] = texts[at - 1] as string;
    texts[at] = text;
  }
  return texts;
}

/** Sorts a list of texts in place and leaves each of them once. */
export function sortOnce(texts: string[]): string[] {
  sortTexts(texts);
  let kept = 0;
  for (const text of texts)
    if (kept === 0 || texts[kept - 1] !== text) {
      texts[kept] = text;
      kept += 1;
    }
  texts.length = kept;
  return texts;
}
