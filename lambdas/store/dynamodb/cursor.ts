import { WrongCursor } from '../../domain/listing.ts';

const place = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#[\w.:-]{1,200}$/;

/** A place in the indexes as text that fits a URL. */
export const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

/** The place in a cursor, which is that of the last alert of the page before. */
export function placeIn(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  // A text that is decoded leniently is not the one that was given out.
  if (!place.test(text) || cursorOf(text) !== cursor) throw new WrongCursor(cursor);
  return text;
}
