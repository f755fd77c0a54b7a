import { stringify } from 'yaml';
import type { Mapping } from '../../../lambdas/sources/_kit/mapping/map-schema.ts';
import { mappingOf } from './assembled.ts';
import { endFor } from './course.ts';
import { doubtfulId, valueAt } from './expressions.ts';
import { endLines, listed, problemLines, shown } from './findings.ts';
import { COMPARED, type Holding, holdingFor } from './holding.ts';
import { printed } from './printed-alert.ts';
import { problemFields } from './problem-fields.ts';
import { type MappingResult, type MappingSource, runMapping } from './run-mapping.ts';

/** A mapping as it stands in `tocsin.yaml`. */
function asYaml(source: string, map: Mapping): string[] {
  const secret = `${source.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_HOOK_TOKEN`;
  const setting = { type: 'custom', auth: { bearer: `\${${secret}}` }, map };
  return stringify({ sources: { [source]: setting } }, { lineWidth: 0 })
    .trimEnd()
    .split('\n');
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function headOf(name: string, { records }: Holding): string[] {
  const compared = records.length > COMPARED ? ` (in detail with the first ${COMPARED})` : '';
  return [
    `${shown(name)}: ${counted(records.length, 'record')}. A mapping that was tried on it${compared}: no expression fails, and every place`,
    'that it fills has the value that stands in the payload. Paste all of this into tocsin.yaml; where that has a line',
    '"sources:" already, paste what stands below that line here. All comments can go.',
  ];
}

/** What the places of the mapping hold in the alert. */
function givenIn({ expressions }: Holding, { alerts: [first] }: MappingResult): Record<string, string> {
  const given = [...expressions].flatMap(([place, expression]): [string, string][] => {
    const value = valueAt(first, place);
    const text = typeof value === 'object' ? JSON.stringify(value) : value;
    return text === undefined ? [] : [[`${expression} -> ${place}`, String(text)]];
  });
  return Object.fromEntries(given);
}

function idLines({ sample, expressions }: Holding): string[] {
  const path = expressions.has('id') ? undefined : doubtfulId(sample);
  if (path === undefined) return [];
  return [
    '',
    `id: ${shown(path)} is not used: two reports with the same id are one, so that an update would be dropped if it is the`,
    `id of the problem. Add "id: ${shown(path)}" if every report of this sender has an id of its own.`,
  ];
}

const commented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '#' : `# ${line}`));

/**
 * A mapping for a payload that holds for all of it, as YAML with comments: what it uses, what stays a fact, what an end
 * looks like, what one problem is. Nothing when no field can be mapped.
 */
export async function proposalFor(
  name: string,
  payload: unknown,
  source: MappingSource,
): Promise<string[] | undefined> {
  const holding = await holdingFor(payload, source);
  if (holding === undefined) return undefined;
  const map = mappingOf(holding.expressions, holding.each);
  const result = await runMapping(map, payload, source);
  const { sample, left } = holding;
  const [first] = result.alerts;
  if (first === undefined)
    throw new Error(`${shown(name)} is a test message of the sender; save the payload of a real alert`);
  return [
    ...commented(headOf(name, holding)),
    ...asYaml(source.source, map),
    ...commented([
      ...listed('Fields that it uses, and what they give for the first record:', givenIn(holding, result)),
      ...listed('Fields that no expression uses (they are facts of the alert):', result.unused),
      ...listed('Left out, because it did not hold (read as without a mapping):', left),
      ...idLines(holding),
      ...endLines(await endFor(mappingOf(holding.expressions), sample, source)),
      ...problemLines(await problemFields(mappingOf(holding.expressions), sample, source)),
      '',
      'The first alert:',
      ...printed(first),
    ]),
  ];
}
