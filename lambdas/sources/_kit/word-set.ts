/** The words of a text, for lists that are read as text. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
