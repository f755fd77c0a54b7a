import { createHash } from 'node:crypto';
import type { Alert } from '../../domain/alert.ts';
import { answerChoices, type ChoiceName, choiceNames } from '../../domain/answer.ts';
import { defang, escapeHtml, oneLine, truncate } from '../../domain/values/text.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fff}' +
  'h1{font-size:1.25rem;overflow-wrap:anywhere}p{overflow-wrap:anywhere}button,input{font:inherit;padding:.5rem .9rem;margin:.25rem .25rem .25rem 0}' +
  '@media(prefers-color-scheme:dark){body{color:#e8edf2;background:#14191f}}';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is loaded, run, framed or kept, and the form goes back to where it came from. */
export const htmlHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

const TITLE_MAX = 300;
const shown = (text: string): string => escapeHtml(defang(truncate(oneLine(text), TITLE_MAX)));

const document = (title: string, content: readonly string[]): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title><style>${STYLE}</style></head><body><main>${content.join('')}</main></body></html>`;

const summaryOf = ({ title, severity, source, receivedAt }: Alert): string[] => [
  `<h1>${shown(title)}</h1>`,
  `<p>${shown(severity)} · ${shown(source)} · received ${shown(receivedAt)}</p>`,
];

const button = (name: ChoiceName): string =>
  `<button name="choice" value="${name}">${answerChoices[name].label}</button>`;

/** What the form is about, how the problem is at present, and a button for each choice. Shown, nothing is done. */
export const formHtml = (alert: Alert, state: string | undefined): string =>
  document('Tocsin: answer an alert', [
    ...summaryOf(alert),
    ...(state === undefined ? [] : [`<p><strong>${shown(state)}</strong></p>`]),
    '<form method="post"><p><label>Your name, which the messages show (optional)<br>',
    '<input name="name" maxlength="80" autocomplete="name"></label></p>',
    `<p>${choiceNames.map(button).join('')}</p></form>`,
    '<p>Whoever has this link can answer. It ends 7 days after it was sent.</p>',
  ]);

/** What came of it. */
export const doneHtml = (alert: Alert, line: string): string =>
  document('Tocsin: answered', [`<p><strong>${shown(line)}</strong></p>`, ...summaryOf(alert)]);

/** Why nothing can be done. */
export const refusedHtml = (title: string, detail: string): string =>
  document('Tocsin', [`<h1>${shown(title)}</h1>`, `<p>${shown(detail)}</p>`]);
