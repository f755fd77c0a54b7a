import { factTexts } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { wordsIn } from './changing-words.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

const stands = setOf('status state phase');

/** Words beside them in the name of a status that is the one of the report; not those of a status before, or of a machine. */
const beside = setOf(`
  alert issue incident problem event check monitor current new to after test case finding trigger assurance health rule workflow
  ticket alarm triage investigation resolution remediation review lifecycle name text label value type change friendly code`);

const DEPTH_MAX = 4;

function isStatus(path: string): boolean {
  const segments = path.split('.', DEPTH_MAX + 1);
  if (segments.length > DEPTH_MAX || segments.some((segment) => /^\d+$/.test(segment))) return false;
  const words = wordsIn(segments.at(-1) ?? '').filter((word) => word !== '');
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
