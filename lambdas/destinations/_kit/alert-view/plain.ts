import { defang, truncate } from '../../../domain/values/text.ts';
import { adviceHeading, adviceParts } from './advice.ts';
import type { Brief, Excerpt, Line } from './alert-view.ts';
import type { Part } from './prose.ts';
import { type Block, type Cut, cutUnits, layOut } from './size-budget.ts';

/** A Brief as plain text, for fields that show what they hold and make links of what looks like one. */

/** What a field would interpret although it is plain text is taken apart before it is measured. */
type Inert = (text: string) => string;

const LABEL_MAX = 40;
const VALUE_MAX = 100;
const NOTE_MAX = 300;
const TECHNIQUES_MAX = 5;
/** Half an address leads nowhere: a longer one is left out. */
const URL_MAX = 400;
const ID_MAX = 300;

const row = ({ label, value }: Line): string => `${truncate(label, LABEL_MAX)}: ${truncate(value, VALUE_MAX)}`;

/** Without the emoji: not every such field keeps what is beyond the basic plane. */
function verdict({ badge, done, notes }: Brief): string {
  const first = [badge, ...(done === undefined ? [] : [done])].join(' · ');
  return [first, ...notes.map((note) => `! ${truncate(note, NOTE_MAX)}`)].join('\n');
}

function techniques({ techniques: found }: Brief): Line[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, TECHNIQUES_MAX).map(({ id, name = '' }) => truncate(`${id} ${name}`.trim(), 40));
  const more = found.length - shown.length;
  return [{ label: 'ATT&CK', value: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') }];
}

function overview(digest: Brief): string {
  const { who, where, occurredAt, delay, product, source } = digest;
  const when = [occurredAt, delay].filter((part) => part !== undefined && part !== '').join(', ');
  return [
    ...who,
    ...where,
    ...techniques(digest),
    ...(when === '' ? [] : [{ label: 'When', value: when }]),
    { label: 'Detected by', value: `${product} (${source})` },
  ]
    .map(row)
    .join('\n');
}

/** The only addresses that are whole: ours and the one that the alert has for a console. */
const links = ({ link, record }: Brief): string[] => {
  const lines = [link, record]
    .filter((one) => one !== undefined && one.url.length <= URL_MAX)
    .map((one) => `${truncate(one?.label ?? '', VALUE_MAX)}: ${one?.url}`);
  return lines.length === 0 ? [] : [lines.join('\n')];
};

const parts = (list: readonly Part[], cut: Cut): string[] =>
  list.flatMap(({ text }) => {
    const kept = cut(text);
    return kept.trim() === '' ? [] : [kept];
  });

const headed = (heading: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`${heading}:\n${texts.join('\n')}`];

function description({ kind, description: list }: Brief, cut: Cut): string[] {
  const texts = parts(list, cut);
  // Without it the sender's claims would read as ours.
  return kind === 'detection' ? headed('In the sender’s words', texts) : texts;
}

const advice = ({ remediation }: Brief, cut: Cut): string[] =>
  headed(truncate(adviceHeading(remediation), VALUE_MAX), parts(adviceParts(remediation.steps), cut));

function excerpt({ label, content, truncated }: Excerpt, cut: Cut): string[] {
  const kept = cut(content);
  const name = ['Evidence', truncate(label, VALUE_MAX)].filter((part) => part !== '').join(': ');
  return kept === '' ? [] : [`${name}${truncated || kept !== content ? ' (shortened)' : ''}\n${kept}`];
}

const evidence = ({ evidence: excerpts }: Brief): Block<string>[] =>
  excerpts.map((one) => ({ rank: 3, render: (cut) => excerpt(one, cut) }));

const facts = ({ facts: lines }: Brief, cut: Cut): string[] =>
  headed(
    `All fields (${lines.length})`,
    lines.flatMap(({ label, value }) => {
      const shown = cut(`${label}: ${value}`);
      return shown === '' ? [] : [shown];
    }),
  );

const BETWEEN = '\n\n';
const NOTICE = 'Shortened to what fits in here: the full record is in Tocsin.';
const sizeOf = (text: string): number => text.length + BETWEEN.length;

/** The sender's longer texts with nothing in them that a field makes something of: code is not defanged in a Brief. */
function inertOf(digest: Brief, inert: Inert): Brief {
  const within = (list: readonly Part[]): Part[] => list.map(({ kind, text }) => ({ kind, text: inert(defang(text)) }));
  const { remediation } = digest;
  return {
    ...digest,
    description: within(digest.description),
    remediation: { ...remediation, steps: remediation.steps.map((step) => ({ ...step, parts: within(step.parts) })) },
    evidence: digest.evidence.map((one) => ({ ...one, content: inert(defang(one.content)) })),
    facts: digest.facts.map(({ label, value }) => ({ label, value: inert(value) })),
  };
}

/**
 * The alert as plain text of at most `max` UTF-16 units, the most urgent first and the alert's id last. Nothing in it
 * is a link but the lines of the vendor's and of Tocsin's console.
 */
export function plainOf(brief: Brief, max: number, inert: Inert = (text) => text): string {
  const digest = inertOf(brief, inert);
  const head = [verdict(digest), overview(digest), ...links(digest)].map(inert);
  const foot = inert(`Tocsin alert ${truncate(digest.id, ID_MAX)}`);
  const budget = max - [...head, NOTICE, foot].reduce((sum, text) => sum + sizeOf(text), 0);
  const blocks: Block<string>[] = [
    { rank: 1, render: (cut) => description(digest, cut) },
    { rank: 2, render: (cut) => advice(digest, cut).map(inert) },
    ...evidence(digest).map(({ rank, render }) => ({ rank, render: (cut: Cut) => render(cut).map(inert) })),
    { rank: 4, render: (cut) => facts(digest, cut).map(inert) },
  ];
  const { kept, cut } = layOut(blocks, budget, sizeOf);
  const body = [...head, ...kept, ...(cut ? [NOTICE] : [])].join(BETWEEN);
  return `${cutUnits(body, max - sizeOf(foot))}${BETWEEN}${foot}`;
}
