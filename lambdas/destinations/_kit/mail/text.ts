import type { AlertView } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import { footOf, headlineOf, rowsOf, sectionsOf, sentenceOf } from './sections.ts';

const RULE = '----------------------------------------';

const drawn = ({ kind, text }: Part): string =>
  kind === 'prose'
    ? text
    : text
        .split('\n')
        .map((line) => `    ${line}`.trimEnd())
        .join('\n');

/** The mail for readers that show no HTML, and for whoever searches in mails. */
export function mailText(view: AlertView): string {
  const { severityLabel, notes } = view;
  const said = sentenceOf(view)
    .map(({ text, url }) => url ?? text)
    .join('');
  const rows = rowsOf(view).map(({ label, value }) => `${label}: ${value}`);
  const links = view.links.map(({ label, url }) => `${label}: ${url}`);
  const sections = sectionsOf(view).map(({ title, parts }) => [`${title}:`, ...parts.map(drawn)].join('\n'));
  const groups = view.groups.map(({ label, items }) =>
    [label, ...items.map(({ text, link }) => `- ${text}${link === undefined ? '' : `\n  ${link.url}`}`)].join('\n'),
  );
  const blocks = [
    [severityLabel, headlineOf(view), said].filter((text) => text !== '').join('\n'),
    notes.map((note) => `! ${note}`).join('\n'),
    rows.join('\n'),
    links.join('\n'),
    ...groups,
    ...sections,
    `${RULE}\n${footOf(view)}\n`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
