import { setOwn } from '../../../domain/values/json-fields.ts';
import { wholeJson } from './json-text.ts';

/** A part of a form (RFC 7578). */
interface Part {
  readonly name: string;
  readonly content: string;
}

const PARTS_MAX = 1_000;
const HEAD_MAX = 4_096;

/** The boundary that a content type names (RFC 2046, section 5.1.1: at most 70 characters). */
const boundaryOf = (contentType: string): string | undefined =>
  /^\s{0,9}multipart\/form-data\s{0,9};.{0,200}?boundary="?([\w'()+,./:=? -]{1,70})/i.exec(contentType)?.[1]?.trimEnd();

const named = /\bname="([^"]{1,200})"/i;
const isFile = /\bfilename\*?=/i;
const isReadable = /content-type:\s{0,9}(?:application\/(?:[\w.+-]{1,60}\+)?json|text\/)/i;

/** One part between two boundaries: its head, an empty line, and its content; nothing for a file of bytes. */
function partIn(text: string): Part | undefined {
  const gap = /\r?\n\r?\n/.exec(text.slice(0, HEAD_MAX));
  if (gap === null) return undefined;
  const head = text.slice(0, gap.index);
  const name = named.exec(head)?.[1];
  if (name === undefined || (isFile.test(head) && !isReadable.test(head))) return undefined;
  return { name, content: text.slice(gap.index + gap[0].length).replace(/\r?\n$/, '') };
}

function add(fields: Record<string, unknown>, { name, content }: Part): void {
  const value = wholeJson(content) ?? content;
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (before === undefined) setOwn(fields, name, value);
  else setOwn(fields, name, [...(Array.isArray(before) ? before : [before]), value]);
}

/** The fields of a form in parts by their names, JSON in them parsed; one field that is JSON is the payload itself. */
export function multipartFields(text: string, contentType: string): unknown {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined || !text.trimStart().startsWith(`--${boundary}`)) return undefined;
  const pieces = text.split(`--${boundary}`, PARTS_MAX + 1);
  // More than that is no form of an alert: it is kept as the text that it is.
  if (pieces.length > PARTS_MAX) return undefined;
  const parts = pieces.flatMap((piece) => partIn(piece.replace(/^\r?\n/, '')) ?? []);
  const fields: Record<string, unknown> = {};
  for (const part of parts) add(fields, part);
  const [only, ...others] = Object.values(fields);
  if (only === undefined) return undefined;
  return others.length === 0 && typeof only === 'object' ? only : fields;
}
