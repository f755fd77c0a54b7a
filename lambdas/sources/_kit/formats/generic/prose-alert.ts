import type { Detection } from '../../../../domain/detection.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import { oneLine } from '../../../../domain/values/text.ts';
import { classByWords } from '../../class-words.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { severityWord } from '../../severity.ts';
import { isEmptySentence, named } from './course-words.ts';
import { namesEnd } from './end-sentences.ts';
import type { Known } from './generic.ts';

const isOver = (line: string): boolean =>
  namesEnd(line) || /^[^\p{L}]*(?:resolved|recovered|closed|cleared|ok)\b\s*[\]):-]/iu.test(line);

/** `Severity: high` anywhere, `CRITICAL: …` and `[High] …` at the beginning. */
const severityIn = (text: string) => {
  const said = /\b(?:severity|priority|level)\b\W{0,4}(\w+)/i.exec(text)?.[1];
  const word = severityWord(said) === undefined ? /^[^\p{L}]{0,16}(\w{3,12})\s{0,2}[\]:|*]/u.exec(text)?.[1] : said;
  const severity = severityWord(word);
  return severity === undefined || word === undefined
    ? ({ severity: 'medium' } as const)
    : { severity, vendorSeverity: word };
};

/** No title has room for more of a line, which may be megabytes. */
const LINE_MAX = 16_384;

/** The first line that says something. */
function firstLine(text: string): string {
  const at = Math.max(0, text.search(/\S/));
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(start, Math.min(end < 0 ? text.length : end, start + LINE_MAX));
}

const LINES_LOOKED = 4;

/** The first line that says what is wrong; a greeting or `New alert!` does not. */
function tellingLine(text: string): string {
  const lines = text
    .slice(0, LINE_MAX)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_LOOKED);
  return lines.find((line) => !isEmptySentence(line)) ?? firstLine(text);
}

/** A text that a person wrote or a template made: its subject or first line is the title. */
export function proseDetection(
  text: string,
  subject: string | undefined,
  around: Around,
  received: Received,
  known: Known = {},
): Detection {
  const line = tellingLine(text);
  const title = oneLine(subject ?? line);
  const occurredAt = known.occurredAt ?? known.sentAt;
  const day = received.receivedAt.slice(0, 10);
  return defined({
    kind: 'detection' as const,
    vendor: known.vendor,
    product: known.product,
    identity: known.identity ?? ['text', text, occurredAt ?? day],
    problem: [...(known.problem ?? []), 'text', named(title) || title],
    record: around.wrap(text),
    type: known.type ?? 'message',
    title,
    description: text,
    ...severityIn(text),
    state: isOver(title) || isOver(line) ? ('resolved' as const) : ('open' as const),
    action: 'unknown' as const,
    occurredAt,
    class: classByWords(title),
    finding: defined({ status: known.status }),
    target: { kind: 'unknown' },
    attack: [],
    evidence: [],
    labels: defined({ parse: received.repaired ? 'repaired' : undefined }),
    facts: around.facts,
  });
}
