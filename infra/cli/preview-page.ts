import type { Drawing } from '../preview/drawing.ts';
import { pretty, safe } from '../sandbox/_kit/draw.ts';
import { parseJson } from '../sandbox/_kit/json.ts';
import { css, policy } from '../sandbox/_kit/page-look.ts';

/** What a destination's part of the preview says. */
export interface Shown {
  readonly id: string;
  readonly type?: string;
  /** Where in the destination it goes, when the alert chooses that. */
  readonly target?: string;
  /** Method and URL, without anything secret. */
  readonly address?: string;
  readonly limits: readonly Measured[];
  readonly drawing?: Drawing;
  readonly body?: string;
  readonly problem?: string;
}

/** How large something is, beside what the vendor allows. */
export interface Measured {
  readonly text: string;
  readonly isOver: boolean;
}

const parts = ({ limits }: Shown): string =>
  limits.map(({ text, isOver }) => `<br>${isOver ? `<mark>${safe(text)}</mark>` : safe(text)}`).join('');

/** One destination: where to, how large, what its reader sees, and what is sent. */
function section(shown: Shown): string {
  const { id, type, target, address, drawing, body, problem } = shown;
  const where = target === undefined ? '' : ` to ${safe(target)}`;
  if (problem !== undefined) return `<section><h2>${safe(id)}</h2><p>${safe(problem)}</p></section>`;
  const doubt =
    drawing?.problem === undefined ? '' : `<p>the vendor’s mock receiver refused it: ${safe(drawing.problem)}</p>`;
  return `<section><h2>${safe(id)} <span class="small">${safe(type)}</span></h2>
<p class="small">${safe(address)}${where}${parts(shown)}</p>${doubt}
<article class="${drawing?.problem === undefined ? 'ok' : 'bad'}"><div class="drawing">${drawing?.html || pretty(body)}</div>
<details><summary>as sent</summary>${pretty(parseJson(body ?? '')?.value ?? body ?? '')}</details></article></section>`;
}

/** One alert and what every destination makes of it. */
export interface Chapter {
  readonly title: string;
  readonly shown: readonly Shown[];
}

/** A page that stands alone: no script, nothing to fetch, no live link. */
export function previewPage(readAs: string, chapters: readonly Chapter[]): string {
  const sections = chapters.map(
    ({ title, shown }) => `<h1>${safe(title)}</h1><main>${shown.map(section).join('\n')}</main>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tocsin preview</title>
<meta http-equiv="content-security-policy" content="${policy}"><meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width"><style>${css} .drawing { max-height: none; }</style></head>
<body><p class="small">Read as ${safe(readAs)}. Nothing was sent. Drawings show roughly what a reader sees.</p>
${sections.join('\n')}</body></html>
`;
}
