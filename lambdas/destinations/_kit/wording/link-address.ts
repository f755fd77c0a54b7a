import { type Piece, piecesOf, textTemplateMistake } from '../../../domain/expression/text-template.ts';
import { httpUrl } from '../../../domain/values/text.ts';

/** An address of the operator's in which values of an alert fill path segments and the values of a query. */

const fixedHost = /^https?:\/\/[^\s/?#@\\]+[/?#]/i;
const EXAMPLE = 'https://wiki.example.com/runbooks/{{ rule.uid }}';

/** As one segment of a path or one value of a query: no character of it ends either. */
const encoded = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const joined = (pieces: readonly Piece[], values: readonly string[]): string => {
  let next = 0;
  return pieces.map((piece) => (piece.kind === 'literal' ? piece.text : encoded(values[next++] ?? ''))).join('');
};

const segments = (url: string): number => URL.parse(url)?.pathname.split('/').length ?? 0;

/** The address with its values; nothing when a value would change where it leads, as `..` does. */
export function filledAddress(pieces: readonly Piece[], values: readonly string[]): string | undefined {
  const url = httpUrl(joined(pieces, values));
  const plain = httpUrl(
    joined(
      pieces,
      values.map(() => 'x'),
    ),
  );
  if (url === undefined || plain === undefined || segments(url) !== segments(plain)) return undefined;
  return URL.parse(url)?.origin === URL.parse(plain)?.origin ? url : undefined;
}

/** What is wrong with an address; nothing when it can be filled. */
export function linkAddressMistake(text: string): string | undefined {
  const mistake = textTemplateMistake(text);
  if (mistake !== undefined) return mistake;
  const pieces = piecesOf(text);
  const [first] = pieces;
  const written = first?.kind === 'literal' ? first.text : '';
  const isFixed = pieces.length > 1 || first?.kind === 'value' ? fixedHost.test(written) : !written.includes('@');
  const values = pieces.flatMap(({ kind }) => (kind === 'value' ? ['x'] : []));
  if (isFixed && filledAddress(pieces, values) !== undefined) return undefined;
  return `found ${JSON.stringify(text)}; allowed: an http(s) address whose host is written out, with {{ … }} behind it only, such as ${EXAMPLE}`;
}
