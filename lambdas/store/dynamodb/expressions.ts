import { remembered } from '../../domain/values/remembered.ts';
import { type Attribute, attributes } from './attributes.ts';

/** Values by attribute; what is undefined is left out. */
export type Values = Readonly<Partial<Record<Attribute, unknown>>>;

/** What an update changes; an attribute stands in one place. */
export interface Change {
  readonly set?: Values;
  /** Set where the row has none yet. */
  readonly setOnce?: Values;
  /** Put at the end of a list. */
  readonly append?: Values;
  /** Added to a number, or to a set. */
  readonly add?: Values;
  /** Taken out of a set. */
  readonly take?: Values;
  readonly remove?: readonly Attribute[];
}

/** A condition in which attributes are `#name` and values `:name`, and the values that no change has. */
export interface Condition {
  readonly condition: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

const known: ReadonlySet<string> = new Set([...attributes, 'pk', 'sk', 'openPk', 'openSk']);

/** The names in a text of expressions: the store writes few different ones, for every request. */
const namesOf = remembered(
  (text: string): Readonly<Record<string, string>> => {
    const found = new Set(text.match(/#\w+/g) ?? []);
    for (const name of found)
      if (!known.has(name.slice(1))) throw new Error(`${name} is no attribute of the table: name it in attributes.ts`);
    return Object.fromEntries([...found].map((name) => [name, name.slice(1)]));
  },
  { most: 1_000, longest: 4_096 },
);

/** The names behind the `#name` of expressions, where none can be one of DynamoDB's reserved words. */
export const namesIn = (...expressions: readonly string[]): Readonly<Record<string, string>> =>
  namesOf(expressions.join(' '));

const present = (values: Values = {}): [string, unknown][] =>
  Object.entries(values).filter(([, value]) => value !== undefined);

const section = (word: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `${word} ${parts.join(', ')}`;

/** A change as an update expression with its values. */
export function expressionOf({ set, setOnce, append, add, take, remove = [] }: Change) {
  const assigned = present(set).map(([name]) => `#${name} = :${name}`);
  const once = present(setOnce).map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`);
  const appended = present(append).map(([name]) => `#${name} = list_append(#${name}, :${name})`);
  const sections = [
    section('SET', [...assigned, ...once, ...appended]),
    section(
      'REMOVE',
      remove.map((name) => `#${name}`),
    ),
    section(
      'ADD',
      present(add).map(([name]) => `#${name} :${name}`),
    ),
    section(
      'DELETE',
      present(take).map(([name]) => `#${name} :${name}`),
    ),
  ];
  const all = [set, setOnce, append, add, take].flatMap(present);
  return {
    expression: sections.filter((text) => text !== '').join(' '),
    values: Object.fromEntries(all.map(([name, value]) => [`:${name}`, value])),
  };
}
