import { escapeHtml } from '../../lambdas/domain/values/text.ts';

/** A text that must not be shown, and what is shown in its place. */
export interface Hidden {
  readonly text: string;
  readonly shown: string;
}

/** Shorter ones would hide what is none, and hide nothing that is one. */
const LEAST = 4;

/** How a text may stand in a URL, in JSON, in a form or in a page. */
const spellings = (text: string): string[] => {
  const json = JSON.stringify(text).slice(1, -1);
  const forms = [text, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(text), encodeURI(text)];
  const encoded = Buffer.from(text).toString('base64');
  return [...new Set([...forms, ...forms.map(escapeHtml), encoded])];
};

/** Takes every spelling of what is hidden out of a text, the longest first. */
export function redactor(hidden: readonly Hidden[]): (text: string) => string {
  const all = hidden
    .filter(({ text }) => text.length >= LEAST)
    .flatMap(({ text, shown }) => spellings(text).map((spelling) => ({ spelling, shown })))
    .toSorted((a, b) => b.spelling.length - a.spelling.length);
  return (text) => all.reduce((left, { spelling, shown }) => left.replaceAll(spelling, () => shown), text);
}

/** The values of a query are often credentials, so only their names are shown. */
export const withoutQueryValues = (url: string): string => url.replace(/([?&][^=?&#]*)=[^&#]*/g, '$1=…');
