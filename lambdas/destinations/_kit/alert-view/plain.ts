import { defang, truncate } from '../../../domain/values/text.ts';
import { adviceHeading, adviceParts } from './advice.ts';
import type { AlertView, Excerpt, Line } from './alert-view.ts';
import type { Part } from './prose.ts';
import { sectionsOf } from './sections.ts';
import { type Block, type Cut, cutUnits, layOut } from './size-budget.ts';

/** An alert view as plain text, for fields that show what they hold and make links of what looks like one. */

/** What a field would interpret although it is plain text is taken apart before it is measured. */
type Inert = (text: string) => string;

const LABEL_MAX = 40;
const VALUE_MAX = 100;
const NOTE_MAX = 300;
const TEXT_MAX = 1000;
const TECHNIQUES_MAX = 5;
/** Half an address leads nowhere: a longer one is left out. */
const URL_MAX = 400;
const ID_MAX = 300;

const row = ({ label, value }: Line): string => `${truncate(label, LABEL_MAX)}: ${truncate(value, VALUE_MAX)}`;

/** The operator's text, its addresses as they are. */
const ownText = (text: AlertView['text'] = []): string =>
  truncate(text.map(({ text: words, url }) => url ?? words).join(''), TEXT_MAX);

/** Without the emoji: not every such field keeps what is beyond the basic plane. */
function verdict({ severityLabel, text, happened, outcome, standing, notes }: AlertView): string {
  const sentences = [text === undefined ? happened : undefined, outcome].filter((words) => words !== undefined);
  const lines = [severityLabel, ownText(text), truncate(sentences.join(' '), NOTE_MAX), standing ?? ''].filter(
    (words) => words !== '',
  );
  return [...lines, ...notes.map((note) => `! ${truncate(note, NOTE_MAX)}`)].join('\n');
}

function techniques({ techniques: found }: AlertView): Line[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_MAX).map(({ text }) => truncate(text, 60));
  const more = found.length - shown.length;
  return [{ label: 'ATT&CK', value: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') }];
}

function overview(view: AlertView): string {
  const { pairs, time, delay, product, source, remarks } = view;
  const when = [time, delay].filter((part) => part !== undefined && part !== '').join(', ');
  return [
    ...pairs,
    ...techniques(view),
    ...(when === '' ? [] : [{ label: 'When', value: when }]),
    { label: 'Detected by', value: `${product} (${source})` },
  ]
    .map(row)
    .concat(remarks.map((words) => `Note: ${truncate(words, NOTE_MAX)}`))
    .join('\n');
}

/** The only addresses that are whole: ours, the one that the alert has for a console, and the operator's. */
function links({ links: all }: AlertView, room: number): string[] {
  const lines: string[] = [];
  let left = room;
  for (const { label, url } of all) {
    const line = `${truncate(label, VALUE_MAX)}: ${url}`;
    if (url.length > URL_MAX || line.length >= left) continue;
    lines.push(line);
    left -= line.length + 1;
  }
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const parts = (list: readonly Part[], cut: Cut): string[] =>
  list.flatMap(({ text }) => {
    const kept = cut(text);
    return kept.trim() === '' ? [] : [kept];
  });

const headed = (heading: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`${heading}:\n${texts.join('\n')}`];

function description({ kind, description: list }: AlertView, cut: Cut): string[] {
  const texts = parts(list, cut);
  // Without it the sender's claims would read as ours.
  return kind === 'detection' ? headed('In the sender’s words', texts) : texts;
}

const advice = ({ remediation }: AlertView, cut: Cut): string[] =>
  headed(truncate(adviceHeading(remediation), VALUE_MAX), parts(adviceParts(remediation.steps), cut));

function excerpt({ label, content, truncated }: Excerpt, cut: Cut): string[] {
  const kept = cut(content);
  const name = ['Evidence', truncate(label, VALUE_MAX)].filter((part) => part !== '').join(': ');
  return kept === '' ? [] : [`${name}${truncated || kept !== content ? ' (shortened)' : ''}\n${kept}`];
}

/** The rules of a digest, each with its newest alerts. */
const groups = ({ groups: all }: AlertView): Block<string>[] =>
  all.map(({ label, items }) => ({
    rank: 1,
    render: (cut) =>
      headed(
        cut(label),
        items.map(({ text }) => `- ${cut(text)}`),
      ),
  }));

const evidence = ({ evidence: excerpts }: AlertView): Block<string>[] =>
  excerpts.map((one) => ({ rank: 3, render: (cut) => excerpt(one, cut) }));

const facts = ({ more: lines }: AlertView, cut: Cut): string[] =>
  headed(
    `Further fields (${lines.length})`,
    lines.flatMap(({ label, value }) => {
      const shown = cut(`${label}: ${value}`);
      return shown === '' ? [] : [shown];
    }),
  );

const BETWEEN = '\n\n';
const NOTICE = 'Shortened to what fits in here: the full record is in Tocsin.';
const sizeOf = (text: string): number => text.length + BETWEEN.length;

/** The sender's longer texts with nothing in them that a field makes something of: code is not defanged in a view. */
function inertOf(view: AlertView, inert: Inert): AlertView {
  const within = (list: readonly Part[]): Part[] => list.map(({ kind, text }) => ({ kind, text: inert(defang(text)) }));
  const { remediation } = view;
  return {
    ...view,
    description: within(view.description),
    remediation: { ...remediation, steps: remediation.steps.map((step) => ({ ...step, parts: within(step.parts) })) },
    evidence: view.evidence.map((one) => ({ ...one, content: inert(defang(one.content)) })),
    more: view.more.map(({ label, value }) => ({ label, value: inert(value) })),
  };
}

/**
 * The alert as plain text of at most `max` UTF-16 units, the most urgent first and the alert's id last. Nothing in it
 * is a link but the lines of the vendor's and of Tocsin's console.
 */
export function plainOf(full: AlertView, max: number, inert: Inert = (text) => text): string {
  const view = inertOf(full, inert);
  const first = [verdict(view), overview(view)].map(inert);
  const foot = inert(`Tocsin alert ${truncate(view.id, ID_MAX)}`);
  const budgetBelow = (texts: readonly string[]): number =>
    max - [...texts, NOTICE, foot].reduce((sum, text) => sum + sizeOf(text), 0);
  const head = [...first, ...links(view, budgetBelow(first)).map(inert)];
  const budget = budgetBelow(head);
  const inertly = (section: (view: AlertView, cut: Cut) => string[]) => (of: AlertView, cut: Cut) =>
    section(of, cut).map(inert);
  const inertBlocks = (all: readonly Block<string>[]) =>
    all.map(({ rank, render }) => ({ rank, render: (cut: Cut) => render(cut).map(inert) }));
  const blocks = sectionsOf(view, {
    groups: (of) => inertBlocks(groups(of)),
    description,
    advice: inertly(advice),
    evidence: (of) => inertBlocks(evidence(of)),
    facts: inertly(facts),
  });
  const { kept, cut } = layOut(blocks, budget, sizeOf);
  const body = [...head, ...kept, ...(cut ? [NOTICE] : [])].join(BETWEEN);
  return `${cutUnits(body, max - sizeOf(foot))}${BETWEEN}${foot}`;
}
