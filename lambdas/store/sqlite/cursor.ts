import { WrongCursor } from '../../domain/listing.ts';

/** A place in a list of alerts, newest first: what comes after it was received before, or has a smaller number. */
export interface Position {
  readonly received: number;
  readonly n: number;
}

/** Before all alerts. */
const TOP: Position = { received: Number.MAX_SAFE_INTEGER, n: Number.MAX_SAFE_INTEGER };

/** A place as text that fits a URL. */
export const cursorOf = ({ received, n }: Position): string => Buffer.from(`${received}.${n}`).toString('base64url');

const form = /^(-?\d{1,15})\.(\d{1,15})$/;

export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return TOP;
  const [, received, n] = form.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const position = { received: Number(received), n: Number(n) };
  // A text that is decoded leniently is not the one that was given out.
  if (received === undefined || cursorOf(position) !== cursor) throw new WrongCursor(cursor);
  return position;
}
