import { escapeWiki, truncate } from '../../domain/values/text.ts';
import type { AlertView, Excerpt, Line, Link, Step, Technique, Tone } from '../_kit/alert-view/alert-view.ts';
import type { Part } from '../_kit/alert-view/prose.ts';
import { sectionsOf } from '../_kit/alert-view/sections.ts';
import { type Block, type Cut, layOut } from '../_kit/alert-view/size-budget.ts';
import { jiraMention } from './mention.ts';

/** Jira's wiki markup (https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all), for Data Center. */

const VALUE_MAX = 300;
const TEXT_MAX = 4000;
const TECHNIQUES_MAX = 10;
/** Half an address leads nowhere: a longer one is left out. */
const URL_MAX = 2000;

const colors: Readonly<Record<Tone, string>> = {
  critical: '#ffbdad',
  high: '#ffebe6',
  medium: '#fffae6',
  low: '#deebff',
  info: '#f4f5f7',
  resolved: '#e3fcef',
};

/** Prose line by line: a line cannot become a heading or a quotation either. */
const prose = (text: string): string =>
  text
    .split('\n')
    .map((line) => escapeWiki(line).replace(/^(\s*(?:h[1-6]|bq))\./i, '$1\\.'))
    .join('\n');

const value = (text: string, max = VALUE_MAX): string => escapeWiki(truncate(text, max));

/** Shown as it is; the macro that would end it early is broken by a space. */
const verbatim = (text: string): string =>
  `{noformat}\n${text.replace(/\{(?=\s*(?:noformat|code)\b)/gi, '{ ')}\n{noformat}`;

/** `]` and `|` would end the address and let the rest of it become markup. */
const href = (url: string): string =>
  url.replace(/[[\]|{}\s\\!^*]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);

const linked = ({ label, url }: Link): string => `[${value(label, 120)}|${href(url)}]`;

const row = ({ label, value: text }: Line): string => `||${value(label, 60)}|${value(text)}|`;

function techniqueRow(techniques: readonly Technique[]): string[] {
  if (techniques.length === 0) return [];
  const shown = techniques
    .slice(0, TECHNIQUES_MAX)
    .map(({ text, url }) => (url === undefined ? value(text, 150) : linked({ label: text, url })));
  const more = techniques.length - shown.length;
  return [`||ATT&CK|${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(' · ')}|`];
}

/** As much of the operator's text as there is room for; half an address leads nowhere. */
function ownText(text: AlertView['text'] = []): string[] {
  let left = TEXT_MAX;
  const drawn = text.map(({ text: words, url }) => {
    const isShown = left > 0 && (url === undefined || url.length <= left);
    const kept = truncate(words, Math.max(0, left));
    left -= words.length + (url?.length ?? 0);
    if (!isShown) return '';
    return url === undefined ? prose(kept) : linked({ label: words, url });
  });
  return drawn.length === 0 ? [] : [drawn.join('')];
}

/** Whom the operator calls. */
function mentioned(names: readonly string[]): string[] {
  const words = names.filter(jiraMention.isKnown).map((name) => `[~${name}]`);
  return words.length === 0 ? [] : [words.join(' ')];
}

function verdict({ tone, severityLabel, mentions, text, happened, outcome, standing, notes }: AlertView): string {
  const what = happened === undefined ? [] : [value(happened)];
  const said = [...what, ...(outcome === undefined ? [] : [`*${escapeWiki(outcome)}*`])].join(' ');
  const first = [`*${severityLabel}*`, said].filter((text) => text !== '').join(' · ');
  const others = [...(standing === undefined ? [] : [standing]), ...notes].map(escapeWiki);
  return [
    `{panel:bgColor=${colors[tone]}}`,
    first,
    ...mentioned(mentions),
    ...ownText(text),
    ...others,
    '{panel}',
  ].join('\n');
}

function overview({ pairs, techniques, time, delay, product, source, remarks }: AlertView): string {
  const when = [time, delay].filter((part) => part !== undefined && part !== '').join(', ');
  return [
    ...pairs.map(row),
    ...techniqueRow(techniques),
    ...(when === '' ? [] : [row({ label: 'When', value: when })]),
    row({ label: 'Detected by', value: `${product} (${source})` }),
    ...remarks.map((words) => row({ label: 'Note', value: words })),
  ].join('\n');
}

const parts = (list: readonly Part[], cut: Cut): string[] =>
  list.flatMap(({ kind, text }) => {
    const kept = cut(text);
    return kept.trim() === '' ? [] : [kind === 'code' ? verbatim(kept) : prose(kept)];
  });

/** Numbered by hand: a list item of wiki markup cannot hold a block of code. */
function step({ title, parts: list }: Step, i: number, cut: Cut): string[] {
  const shown = title === undefined ? '' : cut(title);
  const body = parts(list, cut);
  return shown === '' && body.length === 0 ? [] : [`*${i + 1}.* ${escapeWiki(shown)}`.trimEnd(), ...body];
}

function remediation({ remediation: { title, steps } }: AlertView, cut: Cut): string[] {
  const intro = title === undefined ? '' : prose(cut(title));
  const items = steps.flatMap((one, i) => step(one, i, cut));
  return intro === '' && items.length === 0 ? [] : ['h3. What to do', ...(intro === '' ? [] : [intro]), ...items];
}

function facts({ more: lines }: AlertView, cut: Cut): string[] {
  const rows = lines.flatMap(({ label, value: text }) => {
    const name = cut(label);
    const shown = cut(text);
    return name === '' || shown === '' ? [] : [`||${escapeWiki(name)}|${escapeWiki(shown)}|`];
  });
  return rows.length === 0 ? [] : [`h3. Further fields (${lines.length})`, rows.join('\n')];
}

/** Without the heading, the sender's claims would read as ours. */
function description({ kind, description: list }: AlertView, cut: Cut): string[] {
  const shown = parts(list, cut);
  return shown.length === 0 || kind !== 'detection' ? shown : ['h3. In the sender’s words', ...shown];
}

/** The rules of a digest, each with its newest alerts. */
const groups = ({ groups: all }: AlertView): Block<string>[] =>
  all.map(({ label, items }) => ({
    rank: 1,
    render: () => [
      [
        `*${value(label)}*`,
        ...items.map(({ text, link }) => [value(text), ...(link === undefined ? [] : [linked(link)])].join(' ')),
      ].join('\n'),
    ],
  }));

const evidenceTitle = ({ label }: Excerpt, isWhole: boolean): string =>
  `*Evidence:* ${value(label === '' ? 'raw' : label, 200)}${isWhole ? '' : ' (shortened)'}`;

const evidence = ({ evidence: excerpts }: AlertView): Block<string>[] =>
  excerpts.map((excerpt) => ({
    rank: 3,
    render: (cut) => {
      const kept = cut(excerpt.content);
      const title = evidenceTitle(excerpt, !excerpt.truncated && kept === excerpt.content);
      return kept === '' ? [] : [`${title}\n${verbatim(kept)}`];
    },
  }));

const links = ({ links: all }: AlertView): string[] => {
  const list = all.filter(({ url }) => url.length <= URL_MAX).map(linked);
  return list.length === 0 ? [] : [list.join(' · ')];
};

const BETWEEN = '\n\n';
const NOTICE = 'Shortened to what Jira can hold: the full record is in Tocsin.';
const sizeOf = (text: string): number => text.length + BETWEEN.length;

/** The alert as wiki markup of at most `maxSize` characters, laid out for whoever is on call. */
export function wikiOf(view: AlertView, maxSize: number): string {
  const head = [verdict(view), overview(view), ...links(view)];
  const foot = ['----', `Tocsin alert ${value(view.id)}`];
  const budget = maxSize - [...head, NOTICE, ...foot].reduce((sum, text) => sum + sizeOf(text), 0);
  const blocks = sectionsOf(view, { groups, description, advice: remediation, evidence, facts });
  const { kept, cut } = layOut(blocks, budget, sizeOf);
  return [...head, ...kept, ...(cut ? [NOTICE] : []), ...foot].join(BETWEEN);
}
