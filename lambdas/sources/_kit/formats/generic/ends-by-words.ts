import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { NamedFields } from '../../named-fields.ts';
import { wordSet } from '../../word-set.ts';
import { wordsIn, wordsOf } from './changing-words.ts';
import { alertIds } from './names.ts';

const overs = wordSet('resolve resolved close closed clear cleared recover recovered recovery');
/** An alert that was called off; a backup that was is a problem. */
const calledOff = wordSet('cancel canceled cancelled');
const clocks = wordSet('at time date on timestamp datetime');
/** Times of something that is still to come, or of another thing than what is reported. */
const others = wordSet(`
  auto next expected estimated due scheduled target planned previous last prior first max min eta sla predicted will by
  session connection socket market door ticket conversation window account log logs history
  cache journal dns domain ip host name job task backup run scan order payment`);

const NEAR = 4;

/** The words of a field's own name, near the top and in no list. */
function wordsAt(path: string): readonly string[] {
  const segments = path.split('.', NEAR + 1);
  if (segments.length > NEAR || segments.some((segment) => /^\d+$/.test(segment))) return [];
  const above = segments.slice(0, -1).flatMap(wordsIn);
  return above.some((word) => others.has(word)) ? [] : wordsOf(segments.at(-1));
}

const isEndTime = (words: readonly string[]): boolean =>
  words.length > 1 &&
  words.some((word) => overs.has(word) || calledOff.has(word)) &&
  words.some((word) => clocks.has(word)) &&
  !words.some((word) => others.has(word));

const endTimes = notesOf((path): 'over' | 'called off' | undefined => {
  const words = wordsAt(path);
  if (!isEndTime(words)) return undefined;
  return words.some((word) => calledOff.has(word)) ? 'called off' : 'over';
});

/** Flags that say that it is over. */
const flags = wordSet(
  'backtonormal isbacktonormal isresolved isclosed isrecovered iscleared isover isended issolved hasrecovered',
);
const flagged = notesOf((path) => (flags.has(spelling(path.slice(path.lastIndexOf('.') + 1))) ? true : undefined));

/** A time since 1990: senders write 0, the year 1 and the year 9999 where there is none. */
function timeOf(text: string): string | undefined {
  const at = toTime(text);
  return at !== undefined && at > '1990' && at < '2100' ? at : undefined;
}

/** When it ended, by the words of the name: `recoverTime`, `malopCloseTime`, `cancelDate`. */
export function endTimeByWords(record: unknown, said: NamedFields): string | undefined {
  const { shape, texts } = factTexts(record);
  for (const { at, note } of endTimes(shape)) {
    const isOurs = note === 'over' || said.text(alertIds) !== undefined;
    const time = isOurs ? timeOf(texts[at] as string) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

/** Whether a flag says that it is over: `backToNormal: true`. */
export function isFlaggedOver(record: unknown): boolean {
  const { shape, texts } = factTexts(record);
  return flagged(shape).some(({ at }) => /^(?:true|yes|1)$/i.test(texts[at] as string));
}
