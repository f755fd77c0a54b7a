import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Body } from './mutate.ts';

/** What shrinking may cost. */
const MOST_TRIES = 150;
const MOST_MS = 30_000;

type Fails = (body: Body) => Promise<boolean>;

function decoded(bytes: Uint8Array): Uint8Array | undefined {
  for (const decode of [gunzipSync, inflateSync, inflateRawSync]) {
    try {
      return decode(bytes, { maxOutputLength: 128 * 1024 * 1024 });
    } catch {}
  }
  return undefined;
}

const withBytes = (body: Body, bytes: Uint8Array): Body => ({ ...body, bytes, size: bytes.length });

/** Simpler requests with the same content. */
function simpler(body: Body): Body[] {
  const { 'content-encoding': coding, ...headers } = body.headers;
  const plain = coding === undefined ? undefined : decoded(body.bytes);
  const contentType = headers['content-type'];
  return [
    ...(plain === undefined ? [] : [{ ...withBytes(body, plain), headers }]),
    { ...body, headers: coding === undefined ? {} : { 'content-encoding': coding } },
    { ...body, headers: contentType === undefined ? {} : { 'content-type': contentType } },
    { ...body, query: {} },
  ];
}

/** The body without one piece of it after the other, each that is not needed. */
async function without(body: Body, piece: number, fails: Fails, isOver: () => boolean): Promise<Body> {
  let best = body;
  for (let at = 0; at < best.bytes.length && !isOver(); ) {
    const rest = Buffer.concat([best.bytes.subarray(0, at), best.bytes.subarray(at + piece)]);
    if (await fails(withBytes(best, rest))) best = withBytes(best, rest);
    else at += piece;
  }
  return best;
}

/** The smallest body found that still fails, by leaving out ever smaller pieces. */
export async function shrink(body: Body, fails: Fails): Promise<Body> {
  const untilMs = performance.now() + MOST_MS;
  let tries = 0;
  const isOver = () => tries >= MOST_TRIES || performance.now() > untilMs;
  const withinReason: Fails = async (smaller) => {
    tries += 1;
    return !isOver() && fails(smaller);
  };
  let best = body;
  for (const each of simpler(body)) if (await withinReason(each)) best = each;
  for (let piece = Math.ceil(best.bytes.length / 2); piece >= 1; piece = Math.floor(piece / 2))
    best = await without(best, piece, withinReason, isOver);
  return best;
}
