import { escapeHtml, truncate } from '../../../domain/values/text.ts';
import type { AlertView, Line, Link, Tone } from '../alert-view/alert-view.ts';
import type { Part } from '../alert-view/prose.ts';
import type { SummaryGroup } from '../alert-view/summary-groups.ts';
import type { TextRun } from '../wording.ts';
import { footOf, headlineOf, type MailSection, rowsOf, sectionsOf, sentenceOf } from './sections.ts';

/** White on these is readable; the word beside the colour says the same (WCAG 2.2, 1.4.1 and 1.4.3). */
const colours: Readonly<Record<Tone, string>> = {
  critical: '#a11111',
  high: '#b3460b',
  medium: '#7a5b00',
  low: '#1d5bb5',
  info: '#50565e',
  resolved: '#1c6b38',
};

const SANS = 'font-family:Segoe UI,Helvetica,Arial,sans-serif';
const MONO = 'font-family:Consolas,Menlo,monospace';
// Clients that know dark mode take these; those that do not keep dark text on white.
const css = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#16181b!important}.card{background:#212428!important;color:#e8eaed!important}.soft{color:#a9b0b8!important}.code{background:#2c3036!important;color:#e8eaed!important}.link{color:#8ab4f8!important}}`;

/** One line after the other; margins by spaces that do not fold, which every client keeps. */
const lines = (text: string): string =>
  text
    .split('\n')
    .map((line) => escapeHtml(line).replace(/^ +/, (margin) => '&nbsp;'.repeat(margin.length)))
    .join('<br>');

const cell = (content: string, style: string, name = ''): string =>
  `<tr><td${name === '' ? '' : ` class="${name}"`} style="${SANS};${style}">${content}</td></tr>`;

function drawnPart({ kind, text }: Part): string {
  if (kind === 'prose') return `<p style="margin:4px 0">${lines(text)}</p>`;
  const style = `${MONO};font-size:13px;line-height:1.4;background:#f1f3f5;padding:8px;margin:4px 0`;
  return `<p class="code" style="${style};word-break:break-word">${lines(text)}</p>`;
}

const drawnSection = ({ title, parts }: MailSection): string =>
  cell(`<b>${escapeHtml(title)}</b>${parts.map(drawnPart).join('')}`, 'padding:8px 16px;font-size:14px');

function drawnRow({ label, value }: Line): string {
  const style = 'font-size:14px;padding:3px 12px 3px 0';
  return (
    `<tr><td class="soft" valign="top" style="${SANS};${style};color:#5f6670;white-space:nowrap">${escapeHtml(label)}</td>` +
    `<td valign="top" style="${MONO};${style};word-break:break-word">${escapeHtml(value)}</td></tr>`
  );
}

const drawnLink = ({ label, url }: Link): string =>
  `<a class="link" style="color:#1d5bb5" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;

const URL_MAX = 2000;

function drawnLinks({ links }: AlertView): string[] {
  const all = links.flatMap((each) => (each.url.length > URL_MAX ? [] : [drawnLink(each)]));
  return all.length === 0 ? [] : [cell(all.join(' &nbsp; '), 'padding:8px 16px;font-size:14px')];
}

const drawnRun = ({ text, url }: TextRun): string =>
  url === undefined ? escapeHtml(text).replaceAll('\n', '<br>') : drawnLink({ label: text, url });

/** A rule of a digest with its newest alerts. */
function drawnGroup({ label, items }: SummaryGroup): string {
  const list = items.map(
    ({ text, link }) => `<br>• ${escapeHtml(text)}${link === undefined ? '' : ` ${drawnLink(link)}`}`,
  );
  return cell(`<b>${escapeHtml(label)}</b>${list.join('')}`, 'padding:6px 16px;font-size:14px;word-break:break-word');
}

const PREHEADER_MAX = 140;

/** What the list of mails shows beside the subject; the spaces keep the rest of the mail out of it. */
const preheader = (text: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(truncate(text, PREHEADER_MAX))}${'&nbsp;&zwnj;'.repeat(40)}</div>`;

/** Tables, inline styles, no images: what every client draws (https://www.caniemail.com). */
function page(title: string, preview: string, rows: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${escapeHtml(title)}</title><style>${css}</style></head>`,
    '<body class="page" style="margin:0;padding:0;background:#f4f5f7">',
    preheader(preview),
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:12px">',
    '<table role="presentation" class="card" width="640" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:640px;background:#ffffff;color:#1b1d20">',
    ...rows,
    '</table></td></tr></table></body></html>',
  ].join('\n');
}

const bar = (tone: Tone, words: string): string =>
  `<tr><td bgcolor="${colours[tone]}" style="${SANS};background:${colours[tone]};color:#ffffff;padding:10px 16px;font-size:15px"><b>${escapeHtml(words)}</b></td></tr>`;

const heading = (text: string): string =>
  cell(
    `<h1 style="margin:0;font-size:19px;line-height:1.3;word-break:break-word">${escapeHtml(text)}</h1>`,
    'padding:12px 16px 4px',
  );

const foot = (text: string): string =>
  cell(escapeHtml(text), 'padding:12px 16px;font-size:12px;color:#5f6670;word-break:break-word', 'soft');

/** The mail as HTML: severity in words and colour, what happened, who, where, when; then advice and evidence. */
export function mailHtml(view: AlertView, subject: string): string {
  const { mark, severityLabel, notes, tone, notification } = view;
  const said = sentenceOf(view).map(drawnRun).join('');
  const table = `<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rowsOf(view).map(drawnRow).join('')}</table>`;
  return page(subject, notification, [
    bar(tone, [`${mark} ${severityLabel}`, view.outcomeInShort ?? ''].filter((text) => text !== '').join(' · ')),
    heading(headlineOf(view)),
    ...(said === '' ? [] : [cell(said, 'padding:4px 16px;font-size:15px;word-break:break-word')]),
    ...notes.map((note) => cell(`<i>⚠️ ${escapeHtml(note)}</i>`, 'padding:4px 16px;font-size:14px')),
    cell(table, 'padding:8px 16px'),
    ...view.groups.map(drawnGroup),
    ...drawnLinks(view),
    ...sectionsOf(view).map(drawnSection),
    foot(footOf(view)),
  ]);
}

/** A short mail that follows another. */
export const followUpHtml = (tone: Tone, severityLabel: string, words: string, subject: string): string =>
  page(subject, words, [
    bar(tone, severityLabel),
    cell(lines(words), 'padding:12px 16px;font-size:14px;word-break:break-word'),
  ]);
