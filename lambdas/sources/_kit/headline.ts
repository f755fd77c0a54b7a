import { joined } from './detected.ts';

interface Happening {
  /** The file, process or detail that it was about. */
  readonly what?: string | undefined;
  readonly on?: string | undefined;
  readonly by?: string | undefined;
  readonly from?: string | undefined;
  readonly action?: string | undefined;
}

const isWordPart = (character: string | undefined): boolean => /[\w-]/.test(character ?? ' ');

/** Whether a text names something as a word of its own; a blank name adds nothing to any text. */
function names(text: string, name: string): boolean {
  const [all, one] = [text.toLowerCase(), name.trim().toLowerCase()];
  if (one === '') return true;
  for (let at = all.indexOf(one); at >= 0; at = all.indexOf(one, at + 1))
    if (!isWordPart(all[at - 1]) && !isWordPart(all[at + one.length])) return true;
  return false;
}

/** `Shell in a container: /bin/sh on web-1 by root, blocked`: what is wrong, and where; nothing that the name says itself. */
export function headline(name: string, { what, on, by, from, action }: Happening): string {
  const part = (word: string, text: string | undefined) =>
    text === undefined || names(name, text) ? undefined : joined([word, text]);
  const where = joined([part('on', on), part('by', by), part('from', from)]);
  const detail = part('', what);
  const head = detail === undefined ? joined([name, where]) : `${name}: ${joined([detail, where])}`;
  return action === 'blocked' && !/\bblocked$/i.test(head) ? `${head}, blocked` : head;
}
