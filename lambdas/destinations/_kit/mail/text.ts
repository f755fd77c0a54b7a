import type { Brief } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import { footOf, headlineOf, rowsOf, sectionsOf } from './sections.ts';

const RULE = '----------------------------------------';

const drawn = ({ kind, text }: Part): string =>
  kind === 'prose'
    ? text
    : text
        .split('\n')
        .map((line) => `    ${line}`.trimEnd())
        .join('\n');

/** The mail for readers that show no HTML, and for whoever searches in mails. */
export function mailText(brief: Brief): string {
  const { badge, done, notes, link, record } = brief;
  const rows = rowsOf(brief).map(({ label, values }) => {
    const words = values.map((line) => [line.label, line.value].filter((text) => text !== '').join(' '));
    return `${label}: ${words.join(' · ')}`;
  });
  const links = [link, record].flatMap((each) => (each === undefined ? [] : [`${each.label}: ${each.url}`]));
  const sections = sectionsOf(brief).map(({ title, parts }) => [`${title}:`, ...parts.map(drawn)].join('\n'));
  const blocks = [
    [`${badge}${done === undefined ? '' : ` - ${done}`}`, headlineOf(brief)].join('\n'),
    notes.map((note) => `! ${note}`).join('\n'),
    rows.join('\n'),
    links.join('\n'),
    ...sections,
    `${RULE}\n${footOf(brief)}\n`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
