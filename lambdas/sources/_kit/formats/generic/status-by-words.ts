import { factTexts } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { wordSet } from '../../word-set.ts';
import { wordsOf } from './changing-words.ts';

const stands = wordSet('status state phase');

/** Words beside them in the name of a status that is the one of the report; not those of a status before, or of a machine. */
const beside = wordSet(`
  alert issue incident problem event check monitor current new to after test case finding trigger assurance health rule workflow
  ticket alarm curr now triage investigation resolution remediation review lifecycle name text label value type change friendly code string display`);

/** What a status belongs to when it is the one after a change, and not the one before: `curr_eval.status`, `after.status`. */
const afterwards = wordSet('current curr now after new latest to');
const stood = wordSet(
  'current curr now after new latest eval evaluation state status result value to transition change',
);

/** What moves from one status to another. */
const moved = wordSet('transition change status state');

const DEPTH_MAX = 4;

/** `after.status`, `transition.to`. */
const isAfterwards = ([word = '', ...more]: readonly string[], parent: readonly string[]): boolean =>
  more.length === 0 &&
  (stands.has(word)
    ? parent.some((each) => afterwards.has(each)) && parent.every((each) => stood.has(each))
    : afterwards.has(word) && parent.some((each) => moved.has(each)) && parent.every((each) => stood.has(each)));

function isStatus(path: string): boolean {
  const segments = path.split('.', DEPTH_MAX + 1);
  if (segments.length > DEPTH_MAX || segments.some((segment) => /^\d+$/.test(segment))) return false;
  const words = wordsOf(segments.at(-1));
  const parent = wordsOf(segments.at(-2));
  if (isAfterwards(words, parent)) return true;
  return (
    words.length > 1 &&
    words.some((word) => stands.has(word)) &&
    words.every((word) => stands.has(word) || beside.has(word))
  );
}

const statusesIn = notesOf((path) => (isStatus(path) ? true : undefined));

/** What stands under names of a status that nobody listed, told by their words: `CURRENT_ALERT_PHASE`, `Assurance Issue Status`. */
export function statusesByWords(record: unknown): string[] {
  const { shape, texts } = factTexts(record);
  return statusesIn(shape).map(({ at }) => (texts[at] as string).trim());
}
