/** `docs/fields.md`, held against what the formats make of an alert that has every field. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ecs } from '../../../../lambdas/destinations/_kit/formats/ecs/index.ts';
import { ocsf } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import { securityHub } from '../../../../lambdas/destinations/security-hub/index.ts';
import { isFields } from '../../../../lambdas/domain/values/json-fields.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';
import { documentOf } from '../../../typed-places/documents.ts';

const [page = '', others = ''] = readFileSync(new URL('../../../../docs/fields.md', import.meta.url), 'utf8').split(
  '\n## ASIM',
);
const NONE = '–';

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
const rowsIn = (text: string): [field: string, ...places: string[]][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [field = '', ...places] = cellsOf(line);
      return [field, ...places];
    });
const rows = rowsIn(page);

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

/** Without line breaks, which formats of one line write in ways of their own. */
const onOneLine = (text: string): string => text.replace(/\\n|\s+/g, ' ').replace(/ +/g, ' ');
const isTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(text);

/** As it is, within a longer text, or the same moment. */
const holds = (text: string, wanted: string): boolean =>
  onOneLine(text).toLowerCase().includes(onOneLine(wanted).toLowerCase()) ||
  (isTime(wanted) && [text, String(Date.parse(text))].includes(String(Date.parse(wanted))));

/** The scalars of a dotted path, also where a name has dots of its own. */
function textsAt(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => textsAt(each, path));
  if (!isFields(value)) return path === '' && value !== undefined ? [String(value)] : [];
  return Object.entries(value).flatMap(([name, inner]) =>
    `${path}.`.startsWith(`${name}.`) ? textsAt(inner, path.slice(name.length + 1)) : [],
  );
}

describe('the table of fields of ASIM, UDM, CIM, CEF and LEEF', () => {
  const sent = (['asim', 'udm', 'cim', 'cef', 'leef'] as const).map((standard) => documentOf(standard, alert));
  const details: object = JSON.parse(valuesAt(sent[3], ['cs6']).join(''));
  /** Of the details of CEF, whose names are paths: `vulnerabilities.0` holds `vulnerabilities.cve`. */
  const detailsOf = (field: string): string[] =>
    Object.entries(details).flatMap(([name, value]) => {
      const path = name.replace(/\.\d+$/, '');
      const rest = field === path ? [] : field.slice(path.length + 1).split('.');
      return `${field}.`.startsWith(`${path}.`) ? valuesAt(value, rest) : [];
    });

  it.each(rowsIn(others))('%s is where it says', (field, ...places) => {
    const wanted = valuesAt(alert, field.split('.'));
    expect(places).toHaveLength(sent.length);
    places.forEach((place, i) => {
      if (place === NONE) return;
      const found = place === 'cs6' ? detailsOf(field) : place.split(', ').flatMap((path) => textsAt(sent[i], path));
      for (const text of wanted)
        expect(
          found.some((each) => holds(each, text)),
          `${place}: ${found.join(' ')} has no ${text}`,
        ).toBe(true);
    });
  });

  it('has the fields of the first table', () => {
    expect(rowsIn(others).map(([field]) => field)).toEqual(rows.map(([field]) => field));
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
