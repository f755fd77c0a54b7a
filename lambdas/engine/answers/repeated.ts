import { createHash } from 'node:crypto';
import type { CallbackRequest } from './authenticate.ts';
import type { AnswerPorts } from './ports.ts';

/** A request whose own time is longer ago is refused; vendors try again for hours, not for days. */
const OLDEST_MS = 24 * 60 * 60_000;
/** Longer than the oldest request that is taken, so that none is worked on twice. */
const KEPT_MS = 2 * OLDEST_MS;

/** Names a request by all of its bytes. */
export const requestKey = ({ type, body }: Pick<CallbackRequest, 'type' | 'body'>): string =>
  `callback/${type}/${createHash('sha256').update(body).digest('base64url')}`;

/** Whether a request with these bytes was worked on before. */
export const isRepeated = async (key: string, { notes, now }: AnswerPorts): Promise<boolean> =>
  (await notes.read(key, now())) !== undefined;

/** Notes that a request was worked on, after it was: one that failed on our side may come again. */
export const noteDone = async (key: string, { notes, now }: AnswerPorts): Promise<void> => {
  await notes.add(key, 'done', now() + KEPT_MS, now());
};

/** Whether a vendor says that an answer was given too long ago to be new. */
export const isTooOld = (at: string | undefined, nowMs: number): boolean =>
  at !== undefined && Date.parse(at) < nowMs - OLDEST_MS;
