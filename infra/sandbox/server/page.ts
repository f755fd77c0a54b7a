import { pretty, safe } from '../_kit/draw.ts';
import { css, policy } from '../_kit/page-look.ts';
import { type ReceiverName, receiverNames, services } from '../registry.ts';
import type { ReceivedLog, SandboxReceipt } from './received.ts';

const SHOWN = 25;
const REFRESH_SECONDS = 4;

/** One receipt, roughly as its reader would see it, with the raw body to unfold. */
function draw(
  { operation, ok, status, fault, problem, at: when, summary, body }: SandboxReceipt,
  drawing: (body: unknown) => string,
): string {
  const trouble = ok || problem === summary ? undefined : problem;
  const remarks = [status === 0 ? 'connection cut' : String(status), fault, trouble].filter(Boolean);
  return `<article class="${ok ? 'ok' : 'bad'}">
<h3>${safe(summary)}</h3><p class="small">${safe(when.slice(11, 23))} · ${safe(operation)} · ${safe(remarks.join(' · '))}</p>
<div class="drawing">${drawing(body)}</div>
<details><summary>as sent</summary>${pretty(body)}</details></article>`;
}

function column(log: ReceivedLog, name: ReceiverName): string {
  const { requests, arrived, refused, faults } = log.counters()[name];
  const mine = log
    .list()
    .filter(({ receiver }) => receiver === name)
    .slice(-SHOWN)
    .toReversed();
  return `<section><h2>${services[name].title}</h2>
<p class="small">${arrived} arrived · ${requests} requests · ${refused} refused · ${faults} faults</p>
${mine.map((receipt) => draw(receipt, services[name].draw)).join('\n')}</section>`;
}

/** The receivers that got nothing, in one line. */
const quietLine = (names: readonly ReceiverName[]): string =>
  names.length === 0
    ? ''
    : `<p class="small">nothing yet: ${names.map((name) => safe(services[name].title)).join(', ')}</p>`;

/** What every receiver got, newest first; the sandbox's pages lie below the path `under`. No script runs here, and nothing of an alert becomes markup or a live link. */
export function page(log: ReceivedLog, now: number, under: string): string {
  const counters = log.counters();
  const [busy = [], quiet = []] = [true, false].map((isBusy) =>
    receiverNames.filter((name) => counters[name].requests > 0 === isBusy),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tocsin sandbox</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="${REFRESH_SECONDS}"><style>${css}</style></head>
<body><h1>Sandbox: what the receivers got</h1>
<p class="small">as of ${safe(new Date(now).toISOString())} · the last ${SHOWN} of each · <a href="${under}/received.json">received.json</a></p>
<main>${busy.map((name) => column(log, name)).join('\n')}</main>${quietLine(quiet)}</body></html>`;
}

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `${policy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;
