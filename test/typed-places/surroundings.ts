import type { Find } from './patterns.ts';

/** The words of the name under which a value stands. */
export const said = ({ leaf }: Find): string => leaf.words.join(' ');

const isList = (value: object): boolean => Array.isArray(value);

/** The object in which a value stands. */
export const objectOf = ({ leaf }: Find): object => leaf.around.findLast((each) => !isList(each)) ?? {};

/** The names in the object in which a value stands. */
export const namesBeside = (find: Find): string[] => Object.keys(objectOf(find));

/** The objects around that in which a value stands, the innermost last. */
export const objectsAround = ({ leaf }: Find): object[] => leaf.around.filter((each) => !isList(each)).slice(0, -1);
