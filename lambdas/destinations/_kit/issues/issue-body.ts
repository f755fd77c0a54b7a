import type { Alert } from '../../../domain/alert.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import { hashOf } from '../../../domain/values/hash.ts';
import { escapeHtml, truncate } from '../../../domain/values/text.ts';
import { adviceHeading } from '../alert-view/advice.ts';
import type { AlertView, Excerpt, Line, Step, Technique } from '../alert-view/alert-view.ts';
import { repeatsLine } from '../alert-view/occurrences.ts';
import type { Part } from '../alert-view/prose.ts';
import { sectionsOf } from '../alert-view/sections.ts';
import { type Block, type Cut, layOut } from '../alert-view/size-budget.ts';
import type { Attempt } from '../define-destination.ts';
import { codeSpan, fence, inertLine, inertQuote, linkTo } from './inert-markdown.ts';
import { mentionWords } from './mention.ts';

/** An alert as the Markdown body of an issue, for GitHub and GitLab alike. */

const VALUE_MAX = 300;
const TEXT_MAX = 6000;
const TECHNIQUES_MAX = 10;
/** Half an address leads nowhere: a longer one is left out. */
const URL_MAX = 2000;

/** Names one delivery in an issue: a word that search engines keep whole, and of which nothing comes from the alert. */
export const issueMark = (deliveryId: string): string => `tocsin${hashOf([deliveryId]).slice(0, 16)}`;

/** Hidden from readers. It is the last line, where no text of an alert can stand. */
const comment = (mark: string): string => `<!-- tocsin-delivery ${mark} -->`;

/** Whether an issue was written for this delivery. Services may change the ends of lines and the end of the text. */
export const hasIssueMark = (body: unknown, mark: string): boolean =>
  typeof body === 'string' && body.trimEnd().endsWith(comment(mark));

const bullet = (label: string, shown: string): string => `- **${label}:** ${shown}`;

const row = ({ label, value }: Line): string =>
  bullet(inertLine(truncate(label, 60)), codeSpan(truncate(value, VALUE_MAX)));

function techniqueRow(techniques: readonly Technique[]): string[] {
  if (techniques.length === 0) return [];
  const shown = techniques.slice(0, TECHNIQUES_MAX).map(({ text, url }) => {
    const label = truncate(text, 150);
    return url === undefined ? codeSpan(label) : linkTo(label, url);
  });
  const more = techniques.length - shown.length;
  return [bullet('MITRE', [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(' · '))];
}

/** As much of the operator's text as there is room for, line by line; half an address leads nowhere. */
function ownText(text: AlertView['text'] = []): string[] {
  let left = TEXT_MAX;
  const drawn = text.map(({ text: words, url }) => {
    const kept = url === undefined ? truncate(words, Math.max(0, left)) : words;
    const isShown = left > 0 && (url === undefined || url.length <= left);
    left -= words.length + (url?.length ?? 0);
    if (!isShown) return '';
    return url === undefined ? kept.split('\n').map(withMargins).join('\n') : linkTo(words, url);
  });
  const lines = drawn
    .join('')
    .split('\n')
    .map((line) => line.trim());
  const kept = lines.filter((line) => line !== '');
  return kept.length === 0 ? [] : [kept.join('\n\n')];
}

/** A line without what Markdown would act on; the blanks at its ends stand between it and an address. */
const withMargins = (line: string): string =>
  `${/^\s/.test(line) ? ' ' : ''}${inertLine(line.trim())}${/\s$/.test(line) ? ' ' : ''}`;

/** What decides whether somebody gets up: how bad, whether it was stopped, and what must not be overlooked. */
function verdict({ mark, severityLabel, mentions, text, happened, outcome, standing, notes }: AlertView): string {
  const what = happened === undefined ? [] : [inertLine(truncate(happened, VALUE_MAX))];
  const said = [...what, ...(outcome === undefined ? [] : [`**${inertLine(outcome)}**`])].join(' ');
  const first = [`${mark} **${severityLabel}**`, said].filter((text) => text !== '').join(' · ');
  const standings = standing === undefined ? [] : [inertLine(standing)];
  const called = mentionWords(mentions);
  return [
    first,
    ...(called === '' ? [] : [called]),
    ...ownText(text),
    ...standings,
    ...notes.map((note) => `⚠️ ${inertLine(note)}`),
  ].join('\n\n');
}

function overview({ pairs, techniques, time, delay, product, source, remarks, footnotes }: AlertView): string {
  const small = [...remarks, ...footnotes];
  const when = [codeSpan(truncate(time, 100)), ...(delay === undefined ? [] : [inertLine(delay)])];
  const by = [product, source].map((name) => codeSpan(truncate(name, 120))).filter((name) => name !== '');
  const rows = [
    ...pairs.map(row),
    ...techniqueRow(techniques),
    bullet('When', when.filter((part) => part !== '').join(', ')),
    bullet('Detected by', by.join(' as ')),
    ...(small.length === 0 ? [] : [bullet('Note', small.map(inertLine).join('; '))]),
  ];
  return rows.join('\n');
}

function links({ links: all }: AlertView): string[] {
  const list = all
    .filter(({ url }) => url.length <= URL_MAX)
    .map(({ label, url }) => linkTo(truncate(label, 120), url));
  return list.length === 0 ? [] : [list.join(' · ')];
}

const parts = (list: readonly Part[], cut: Cut): string[] =>
  list.flatMap(({ kind, text }) => {
    const kept = cut(text);
    if (kept.trim() === '') return [];
    return [kind === 'code' ? fence(kept) : inertQuote(kept)];
  });

/** Without the heading, the sender's claims would read as ours. */
function description({ kind, description: list }: AlertView, cut: Cut): string[] {
  const shown = parts(list, cut);
  return shown.length === 0 || kind !== 'detection' ? shown : ['### In the sender’s words', ...shown];
}

const step = ({ title, parts: list }: Step, i: number, cut: Cut): string[] => {
  const shown = title === undefined ? '' : cut(title);
  const body = parts(list, cut);
  return shown === '' && body.length === 0 ? [] : [`**Step ${i + 1}** ${inertLine(shown)}`.trimEnd(), ...body];
};

function remediation({ remediation: advice }: AlertView, cut: Cut): string[] {
  const heading = `### ${inertLine(cut(adviceHeading(advice)))}`;
  const items = advice.steps.flatMap((one, i) => step(one, i, cut));
  return items.length === 0 && advice.title === undefined ? [] : [heading, ...items];
}

/** HTML inside of `summary` is no Markdown; nothing inside of `code` is looked at for mentions. */
const folded = (title: string, content: string): string =>
  `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;

function facts({ more: lines }: AlertView, cut: Cut): string[] {
  const rows = lines.flatMap(({ label, value }) => {
    const [name, shown] = [codeSpan(cut(label)), codeSpan(cut(value))];
    return name === '' || shown === '' ? [] : [`- ${name}: ${shown}`];
  });
  return rows.length === 0 ? [] : [folded(`Further fields (${lines.length})`, rows.join('\n'))];
}

/** The rules of a digest, each with its newest alerts. */
const groups = ({ groups: all }: AlertView): Block<string>[] =>
  all.map(({ label, items }) => ({
    rank: 1,
    render: () => [
      `**${inertLine(truncate(label, VALUE_MAX))}**`,
      items
        .map(({ text, link }) => `- ${inertLine(text)}${link === undefined ? '' : ` ${linkTo(link.label, link.url)}`}`)
        .join('\n'),
    ],
  }));

const evidenceTitle = ({ label }: Excerpt, isWhole: boolean): string =>
  `Evidence: <code>${escapeHtml(truncate(label === '' ? 'raw' : label, 200))}</code>${isWhole ? '' : ' (shortened)'}`;

const evidence = ({ evidence: excerpts }: AlertView): Block<string>[] =>
  excerpts.map((excerpt) => ({
    rank: 3,
    render: (cut) => {
      const kept = cut(excerpt.content);
      const title = evidenceTitle(excerpt, !excerpt.truncated && kept === excerpt.content);
      return kept === '' ? [] : [folded(title, fence(kept))];
    },
  }));

const BETWEEN = '\n\n';
const NOTICE = 'Shortened to what an issue can hold: the full record is in Tocsin.';
const sizeOf = (text: string): number => text.length + BETWEEN.length;

/** The alert as Markdown of at most `maxSize` UTF-16 units, laid out for whoever is on call. */
export function issueBody(view: AlertView, mark: string, maxSize: number): string {
  const head = [verdict(view), overview(view), ...links(view)];
  const foot = [
    '---',
    `Tocsin alert ${codeSpan(truncate(view.id, VALUE_MAX))} · delivery ${codeSpan(mark)}`,
    comment(mark),
  ];
  const budget = maxSize - [...head, NOTICE, ...foot].reduce((sum, text) => sum + sizeOf(text), 0);
  const blocks = sectionsOf(view, { groups, description, advice: remediation, evidence, facts });
  const { kept, cut } = layOut(blocks, budget, sizeOf);
  return [...head, ...kept, ...(cut ? [NOTICE] : []), ...foot].join(BETWEEN);
}

/** What is said below an issue of a problem that came again, as Markdown on one line. */
export const issueComment = (repeats: Repeats, first: Alert, attempt: Attempt): string =>
  inertLine(
    `${truncate(repeatsLine(repeats, first, attempt), 2000)}${attempt.possibleDuplicate ? ' (possibly a repeat)' : ''}`,
  );
