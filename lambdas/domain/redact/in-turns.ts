import type { Pause } from '../values/cooperative-yield.ts';
import { after, type Later } from '../values/deferred.ts';
import { cardsFrom } from './cards.ts';
import { Finder, mayHaveCards, type Removed, redact, theSearch, without } from './redact.ts';

/** So much of a text is searched without a look at the clock, characters: a millisecond or two, whatever stands there. */
const PART = 8_192;

/** Does something with one part of a text after the other; `work` returns where it goes on. */
async function eachPart(length: number, work: (at: number) => number, pause: Pause): Promise<void> {
  for (let at = 0; at < length; ) {
    at = work(at);
    await pause();
  }
}

async function redactParts(text: string, removed: Removed, pause: Pause): Promise<string> {
  const { keywords, finds } = theSearch();
  const finder = new Finder(text);
  let state = 0;
  const search = (at: number): number => {
    const to = Math.min(text.length, at + PART);
    state = keywords.part(text, at, to, state, (keyword, from, end) =>
      finder.onKeyword(finds[keyword] ?? [], from, end),
    );
    return to;
  };
  await eachPart(text.length, search, pause);
  if (mayHaveCards(text)) await eachPart(text.length, (at) => cardsFrom(text, at, at + PART, finder.found), pause);
  return without(text, finder.found, removed);
}

/** As `redact`, with pauses within a long text; a short one is redacted at once, after a pause that is due. */
export const redactInTurns = (text: string, removed: Removed, pause: Pause): Later<string> =>
  after(pause(), () => (text.length <= PART ? redact(text, removed) : redactParts(text, removed, pause)));
