/** `docs/fields.md`, held against what the formats make of an alert that has every field. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ecs } from '../../../../lambdas/destinations/_kit/formats/ecs/index.ts';
import { ocsf } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import { securityHub } from '../../../../lambdas/destinations/security-hub/index.ts';
import { isFields } from '../../../../lambdas/domain/values/json-fields.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';

const page = readFileSync(new URL('../../../../docs/fields.md', import.meta.url), 'utf8');
const NONE = '–';

type Row = readonly [field: string, ocsf: string, ecs: string, asff: string];
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line): Row => {
    const [field = '', ...rest] = cellsOf(line);
    return [field, rest[0] ?? '', rest[1] ?? '', rest[2] ?? ''];
  });

/** Every scalar at the end of a dotted path, through the items of lists; a name may hold a slash, but no dot. */
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [String(value)];
  return isFields(value) ? valuesAt(value[name], rest) : [];
}

const alert = alertNamed('full');
const attempt = attemptFor(alert);
const hub = securityHub.connect({ region: 'eu-central-1', accountId: '123456789012' });
const documents = [
  JSON.parse(ocsf(alert, attempt).body),
  JSON.parse(ecs(alert, attempt).body),
  JSON.parse(hub.render(alert, attempt).body ?? '').Findings[0],
];

/** As it is, within a longer text or the longer of two, as epoch milliseconds, or by Security Hub's own word. */
const isIn = (found: readonly string[], wanted: string): boolean =>
  found.some((text) => text === wanted || text === String(Date.parse(wanted)) || text.includes(wanted)) ||
  found.some((text) => wanted.startsWith(text) || text.toLowerCase() === wanted.replaceAll('::', '').toLowerCase());

describe('the table of fields', () => {
  it.each(rows)('%s is where it says', (field, ...places) => {
    const wanted = valuesAt(alert, field.split('.'));
    expect(wanted.length).toBeGreaterThan(0);
    places.forEach((place, i) => {
      if (place === NONE) return;
      const found = place.split(', ').flatMap((path) => valuesAt(documents[i], path.split('.')));
      // ECS has sub-techniques in a list of their own.
      const all = i === 1 && place.startsWith('threat.technique.') ? [...found, ...subtechniques(place)] : found;
      for (const text of wanted) expect(isIn(all, text), `${place}: ${all.join(' ')} has no ${text}`).toBe(true);
    });
  });

  it('has every field of an alert, save what each format writes in its own words', () => {
    const own = new Set([
      ...['schema', 'kind', 'class', 'type', 'severity', 'state', 'action', 'finding.status', 'connection.direction'],
      ...['evidence.at', 'evidence.kind', 'evidence.content', 'evidence.truncated'],
      ...['remediation.steps.title', 'remediation.steps.text'],
    ]);
    const listed = new Set(rows.map(([field]) => field));
    const missing = [...new Set(leaves(alert))].filter((path) => !listed.has(path) && !own.has(path));
    expect(missing).toEqual([]);
  });
});

const subtechniques = (place: string): string[] =>
  valuesAt(documents[1], place.replace('technique.', 'technique.subtechnique.').split('.'));

/** The dotted paths of an alert's scalars; labels and facts are the sender's. */
function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, path));
  if (!isFields(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'labels' || name === 'facts' ? [] : leaves(inner, path === '' ? name : `${path}.${name}`),
  );
}
