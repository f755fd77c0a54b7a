import type { Detection } from '../../../../domain/detection.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import { oneLine } from '../../../../domain/values/text.ts';
import { classByWords } from '../../class-words.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { severityWord } from '../../severity.ts';
import { weaknessesNamed } from '../../typed-places.ts';
import type { Known } from './generic.ts';

const isOver = (line: string): boolean => /^[^\p{L}]*(?:resolved|recovered|closed|cleared|ok)\b\s*[\]):-]/iu.test(line);

const severityIn = (text: string) => {
  const word = /\b(?:severity|priority|level)\b\W{0,4}(\w+)/i.exec(text)?.[1];
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

/** A text that a person wrote or a template made: its subject or first line is the title. */
export function proseDetection(
  text: string,
  subject: string | undefined,
  around: Around,
  received: Received,
  known: Known = {},
): Detection {
  const line = firstLine(text);
  const title = oneLine(subject ?? line);
  const occurredAt = known.occurredAt ?? known.sentAt;
  const day = received.receivedAt.slice(0, 10);
  return defined({
    kind: 'detection' as const,
    vendor: known.vendor,
    product: known.product,
    identity: known.identity ?? ['text', text, occurredAt ?? day],
    problem: [
      ...(known.problem ?? []),
      'text',
      title.replace(/^[^\p{L}]*(?:resolved|recovered|closed|cleared|ok|alarm|alert|problem)\b[\]):\s-]*/iu, ''),
    ],
    record: around.wrap(text),
    type: known.type ?? 'message',
    title,
    description: text,
    ...severityIn(text),
    state: isOver(title) || isOver(line) ? ('resolved' as const) : ('open' as const),
    action: 'unknown' as const,
    occurredAt,
    class: classByWords(title),
    vulnerabilities: weaknessesNamed(title),
    finding: defined({ status: known.status }),
    target: { kind: 'unknown' },
    attack: [],
    evidence: [],
    labels: defined({ parse: received.repaired ? 'repaired' : undefined }),
    facts: around.facts,
  });
}
