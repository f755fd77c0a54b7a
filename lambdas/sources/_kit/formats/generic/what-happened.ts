import { type NamedFields, namesOf } from '../../named-fields.ts';
import { wordsIn } from './changing-words.ts';
import { events, states, statuses } from './course-names.ts';
import { namesEnd } from './end-sentences.ts';
import { alertIds, trackedIds } from './names.ts';

/** Words that end an alert, or are what an attacker did: `archived`, `deactivated`. */
const deeds = ['archiv', 'restor', 'deactivat'];
/** Of these only a headline says so: a message may say how a check stands. */
const deedsInHeadlines = ['clear', 'reset', 'recovery'];
const surely = /^(?:resolved?|recovered|fixed|solved|mitigated|remediated)$/;

/** Most titles have none of these words, and need not be compared. */
const mayHaveDeed = /archiv|restor|deactivat|clear|reset|recovery/i;

const marked = namesOf('^archived');
const bareStatuses = namesOf('^status', '^newState', '^newStatus');

const has = (words: readonly string[], stem: string): boolean => words.some((word) => word.startsWith(stem));

/** What the status and the event say, as words. */
const saidOf = (said: NamedFields): string[] =>
  [
    said.text(statuses) ?? '',
    said.text(states) ?? '',
    ...said.all(events).map(({ text }) => text),
    /^(?:true|yes|1)$/i.test(said.text(marked) ?? '') ? 'archived' : '',
  ].flatMap(wordsIn);

/** `inactive` is how an alert stands that has an id of its own, else how a machine or a policy does. */
const isOfThing = (said: NamedFields): boolean =>
  /^(?:inactive|deactivated)$/i.test((said.text(bareStatuses) ?? '').trim()) &&
  said.text(trackedIds) === undefined &&
  said.text(alertIds) === undefined &&
  said.text(namesOfAlerts) === undefined;

const namesOfAlerts = namesOf('monitorCondition', 'alertName', 'alertRule', 'monitorName', 'finding.name', 'schemaId');

/** Whether the word that seems to end it is what happened: `Antivirus was deactivated` with the status `deactivated`. */
export function isWhatHappened(said: NamedFields, title: string | undefined, isHeadline: boolean): boolean {
  if (isOfThing(said)) return true;
  if (title === undefined || !mayHaveDeed.test(title) || namesEnd(title)) return false;
  const [words, ofTitle] = [saidOf(said), wordsIn(title)];
  if (words.some((word) => surely.test(word))) return false;
  const stems = isHeadline ? [...deeds, ...deedsInHeadlines] : deeds;
  return stems.some((stem) => has(words, stem) && has(ofTitle, stem));
}
