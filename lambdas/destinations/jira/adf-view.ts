import { truncate } from '../../domain/values/text.ts';
import type { AlertView, Excerpt, Line, Step, Technique, Tone } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { sectionsOf } from '../_kit/alert-view/sections.ts';
import { type Block, type Cut, layOut } from '../_kit/alert-view/size-budget.ts';
import * as adf from './adf.ts';
import { jiraMention } from './mention.ts';

type Node = adf.Node;

const VALUE_MAX = 300;
const TEXT_MAX = 4000;
const TECHNIQUES_MAX = 10;
/** Half an address leads nowhere: a longer one is left out. */
const URL_MAX = 2000;

const panels: Readonly<Record<Tone, adf.PanelType>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'info',
  resolved: 'success',
};

const row = ({ label, value }: Line): [string, Node[]] => [truncate(label, 60), adf.text(truncate(value, VALUE_MAX))];

const separated = (pieces: readonly (readonly Node[])[]): Node[] =>
  pieces.flatMap((piece, i) => (i === 0 ? piece : [...adf.text(' · '), ...piece]));

function techniquePieces(techniques: readonly Technique[]): Node[] {
  const shown = techniques.slice(0, TECHNIQUES_MAX).map(({ text, url }) => {
    const label = truncate(text, 150);
    return url === undefined ? adf.text(label) : adf.link(label, url);
  });
  const more = techniques.length - shown.length;
  return separated(more > 0 ? [...shown, adf.text(`and ${more} more`)] : shown);
}

/** Whom the operator calls. */
function mentioned({ mentions }: AlertView): Node[] {
  const found = mentions.filter(jiraMention.isKnown).map((id) => [adf.mention(id)]);
  return found.length === 0 ? [] : [adf.paragraph(separated(found))];
}

/** As much of the operator's text as there is room for, a paragraph a line; half an address leads nowhere. */
function ownText(text: NonNullable<AlertView['text']>): Node[] {
  const lines: Node[][] = [[]];
  let left = TEXT_MAX;
  for (const { text: words, url } of text) {
    const isShown = left > 0 && (url === undefined || url.length <= left);
    const [first = '', ...rest] = isShown ? truncate(words, left).split('\n') : [];
    lines.at(-1)?.push(...(url === undefined ? adf.text(first) : adf.link(first, url)));
    for (const line of rest) lines.push(adf.text(line));
    left -= words.length + (url?.length ?? 0);
  }
  return lines.filter((line) => line.length > 0).map((line) => adf.paragraph(line));
}

/** What decides whether somebody gets up: how bad, whether it was stopped, and what must not be overlooked. */
function verdict(view: AlertView): Node {
  const { kind, tone, mark, severityLabel, text = [], happened, outcome, standing, notes } = view;
  const type = kind === 'detection' || tone === 'resolved' ? panels[tone] : 'warning';
  const what = happened === undefined ? [] : adf.text(` · ${truncate(happened, VALUE_MAX)}`);
  const done = outcome === undefined ? [] : adf.strong(` ${outcome}`);
  const first = adf.paragraph(adf.strong(`${mark} ${severityLabel}`), what, done);
  const others = [...(standing === undefined ? [] : [standing]), ...notes];
  return adf.panel(type, [
    first,
    ...mentioned(view),
    ...ownText(text),
    ...others.map((text) => adf.paragraph(adf.text(text))),
  ]);
}

function techniqueRow(techniques: readonly Technique[]): [string, Node[]][] {
  return techniques.length === 0 ? [] : [['ATT&CK', techniquePieces(techniques)]];
}

function overview(view: AlertView): Node {
  const { pairs, techniques, time, delay, product, source, remarks } = view;
  const when = [time, delay].filter((part) => part !== undefined && part !== '').join(', ');
  const rows: [string, Node[]][] = [
    ...pairs.map(row),
    ...techniqueRow(techniques),
    ...(when === '' ? [] : [row({ label: 'When', value: when })]),
    row({ label: 'Detected by', value: `${product} (${source})` }),
    ...remarks.map((words) => row({ label: 'Note', value: words })),
  ];
  return adf.table(rows);
}

/** The rules of a digest, each with its newest alerts. */
const groups = ({ groups: all }: AlertView): Block<Node>[] =>
  all.map(({ label, items }) => ({
    rank: 1,
    render: () => [
      adf.paragraph(adf.strong(truncate(label, VALUE_MAX))),
      ...items.map(({ text, link }) =>
        adf.paragraph(adf.text(`• ${text} `), link === undefined ? [] : adf.link(link.label, link.url)),
      ),
    ],
  }));

function links({ links: all }: AlertView): Node[] {
  const pieces = all
    .filter(({ url }) => url.length <= URL_MAX)
    .map(({ label, url }) => adf.link(truncate(label, 120), url));
  return pieces.length === 0 ? [] : [adf.paragraph(separated(pieces))];
}

const parts = (list: readonly Part[], cut: Cut): Node[] =>
  list.flatMap(({ kind, text }) => {
    const kept = cut(text);
    if (kept.trim() === '') return [];
    return kind === 'code' ? [adf.codeBlock(kept)] : adf.paragraphs(kept);
  });

const step = ({ title, parts: list }: Step, cut: Cut): Node[] => {
  const shown = title === undefined ? '' : cut(title);
  return [...(shown === '' ? [] : [adf.paragraph(adf.strong(shown))]), ...parts(list, cut)];
};

function remediation({ remediation: { title, steps } }: AlertView, cut: Cut): Node[] {
  const intro = title === undefined ? [] : adf.paragraphs(cut(title));
  const items = steps.map((one) => step(one, cut)).filter((item) => item.length > 0);
  const list = items.length === 0 ? [] : [adf.orderedList(items)];
  return intro.length + list.length === 0 ? [] : [adf.heading('What to do'), ...intro, ...list];
}

function facts({ more: lines }: AlertView, cut: Cut): Node[] {
  const rows = lines.flatMap(({ label, value }): [string, Node[]][] => {
    const name = cut(label);
    const shown = cut(value);
    return name === '' || shown === '' ? [] : [[name, adf.text(shown)]];
  });
  return rows.length === 0 ? [] : [adf.expand(`Further fields (${lines.length})`, [adf.table(rows)])];
}

/** Without the heading, the sender's claims would read as ours. */
function description({ kind, description: list }: AlertView, cut: Cut): Node[] {
  const shown = parts(list, cut);
  return shown.length === 0 || kind !== 'detection' ? shown : [adf.heading('In the sender’s words'), ...shown];
}

const evidenceTitle = ({ label }: Excerpt, isWhole: boolean): string =>
  truncate(`Evidence: ${label === '' ? 'raw' : label}`, 200) + (isWhole ? '' : ' (shortened)');

const evidence = ({ evidence: excerpts }: AlertView): Block<Node>[] =>
  excerpts.map((excerpt) => ({
    rank: 3,
    render: (cut) => {
      const kept = cut(excerpt.content);
      const title = evidenceTitle(excerpt, !excerpt.truncated && kept === excerpt.content);
      return kept === '' ? [] : [adf.expand(title, [adf.codeBlock(kept)])];
    },
  }));

const footer = ({ id }: AlertView): Node[] => [
  adf.rule(),
  adf.paragraph(adf.text('Tocsin alert '), adf.code(truncate(id, VALUE_MAX))),
];

const sizeOf = (value: unknown): number => JSON.stringify(value).length + 1;

/** The alert as an ADF document of at most `maxSize` characters of JSON, laid out for whoever is on call. */
export function adfOf(view: AlertView, maxSize: number) {
  const frame = [verdict(view), overview(view), ...links(view), ...footer(view)];
  const notice = adf.paragraph(adf.text('Shortened to what Jira can hold: the full record is in Tocsin.'));
  const budget = maxSize - sizeOf(adf.doc(frame)) - sizeOf(notice);
  const blocks = sectionsOf(view, { groups, description, advice: remediation, evidence, facts });
  const { kept, cut } = layOut(blocks, budget, sizeOf);
  return adf.doc([verdict(view), overview(view), ...links(view), ...kept, ...(cut ? [notice] : []), ...footer(view)]);
}
