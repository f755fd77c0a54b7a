/** What a notification says in its one line of text: `[shop] [🔴 Down] timeout`, `[shop][https://…] Certificate will …`. */
export interface Message {
  readonly monitor?: string;
  readonly address?: string;
  /** Upper case: `DOWN`, `UP`. */
  readonly status?: string;
  readonly rest: string;
}

/** The texts in brackets at the beginning, at most two, and what follows them. */
function bracketsOf(text: string): { readonly bracketed: readonly string[]; readonly rest: string } {
  const bracketed: string[] = [];
  let rest = text.trim();
  while (bracketed.length < 2 && rest.startsWith('[') && rest.includes(']')) {
    const end = rest.indexOf(']');
    bracketed.push(rest.slice(1, end));
    rest = rest.slice(end + 1).trim();
  }
  return { bracketed, rest };
}

/** The state in the second bracket, which begins with a coloured sign. */
const statusIn = (text: string | undefined): string | undefined => {
  const word = text?.trim().split(/\s+/).at(-1)?.toUpperCase() ?? '';
  return /^(?:UP|DOWN)$/.test(word) ? word : undefined;
};

/** The parts of a message; one that is written in another way is its rest as a whole. */
export function messageOf(text: string): Message {
  const { bracketed, rest } = bracketsOf(text);
  const [monitor, second] = bracketed;
  if (monitor === undefined) return { rest };
  const status = statusIn(second);
  if (status !== undefined) return { monitor, status, rest };
  return second === undefined ? { monitor, rest } : { monitor, address: second, rest };
}
