import { firstFields } from '../_kit/bulk.ts';
import { rows } from '../_kit/draw.ts';
import { at, textAt } from '../_kit/json.ts';

/** A document as Discover lists it. */
export const drawDocument = (body: unknown): string =>
  rows([['_index', textAt(body, '_index')], ...firstFields(at(body, '_source'))]);
