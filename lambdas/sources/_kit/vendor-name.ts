import { oneLine, truncate } from '../../domain/values/text.ts';
import type { Dig } from './field-reader.ts';

const MAKER_MAX = 128;

/** A vendor's or product's name as a sender may have written it: one line, and no longer than a name is. */
export const makerName = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : truncate(oneLine(text), MAKER_MAX) || undefined;

/** The name in a field, which leaves the facts when the alert shows all of it. */
export function makerIn(said: Dig, path: string): string | undefined {
  const text = said.text(path);
  const name = makerName(text);
  return name === text ? said.take(path) : name;
}
