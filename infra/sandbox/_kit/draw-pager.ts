import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { all, pretty, rows, safe } from './draw.ts';
import { at, listAt, textAt } from './json.ts';

/** A phone's lock screen cuts a notification after about four lines. */
const LOCK_SCREEN = 178;

const lockScreen = (body: unknown): string => {
  const text = textAt(body, 'page', 'title') ?? '';
  const shown = text.length > LOCK_SCREEN ? `${text.slice(0, LOCK_SCREEN)}…` : text;
  return `<blockquote><b>${safe(textAt(body, 'app'))}</b> <span class="small">now</span><br>${safe(shown)}</blockquote>`;
};

function listed(page: unknown): string {
  const [status, count] = [textAt(page, 'status'), Number(at(page, 'count') ?? 1)];
  const head = `#${at(page, 'number')} ${textAt(page, 'level')} ${status === 'over' ? '✓ over' : 'open'}`;
  const times = count > 1 ? ` · told ${count} times` : '';
  return `<p><span class="small">${safe(head + times)}</span><br>${safe(textAt(page, 'title'))}</p>`;
}

function opened(page: unknown): string {
  const details = at(page, 'details');
  const log = listAt(page, 'log').map(String).join('\n');
  return `${isFields(details) ? rows(Object.entries(details)) : pretty(details ?? '')}<p class="small">Log</p>${pretty(log)}`;
}

/** The lock screen when it rings, the page that was touched, opened, and the others below it as the app lists them. */
export function drawPager(body: unknown): string {
  if (at(body, 'page') === undefined) return pretty(body);
  const rings = at(body, 'rings') === true ? lockScreen(body) : '<p class="small">no notification</p>';
  const page = at(body, 'page');
  return `${rings}<hr>${listed(page)}${opened(page)}<hr>${all(listAt(body, 'others'), listed)}`;
}
