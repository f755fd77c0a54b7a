import type { Detection } from '../../../../domain/detection.ts';
import { defined, type Fields, isFields, listOf, textOf } from '../../../../domain/values/json-fields.ts';
import { jsonIn } from '../../body/payload.ts';
import { type Dig, dig, located } from '../../field-reader.ts';

// Entities of Sentinel (`kind`, or `Type` in an alert: https://learn.microsoft.com/azure/sentinel/entities-reference) and
// evidence of Defender XDR (`@odata.type`: https://learn.microsoft.com/graph/api/resources/security-alertevidence).

/** An entity; `path` is where it stands in the payload, absent when it is made of other fields. */
export interface Entity {
  readonly kind: string;
  readonly said: Dig;
  readonly path?: string;
}

/** The items of a list, also as JSON text. */
export const itemsIn = (value: unknown): readonly unknown[] => listOf(jsonIn(value) ?? value);

/** The objects of a list, also as JSON text. */
export const objectsIn = (value: unknown): readonly Fields[] => itemsIn(value).filter(isFields);

const kindOf = (object: Fields): string =>
  (textOf(object['@odata.type']) ?? dig(object).text('kind', 'type', 'entityType') ?? '')
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/evidence$/, '');

/** Of an object of ARM the properties alone: its own `name` is an id. */
const entityOf = (object: Fields, path?: string): Entity => {
  const { properties } = object;
  return defined({ kind: kindOf(object), said: dig(isFields(properties) ? properties : object), path });
};

/** An entity that is made of fields elsewhere in the payload. */
export const entityNamed = (kind: string, fields: Fields): Entity => ({ kind, said: dig(fields) });

/** The record itself, where it is a row of a table of entities (`AlertEvidence` of advanced hunting). */
export const entityItself = (record: Fields): Entity => entityOf(record, '');

/** The entities in the lists at some paths. */
export const entitiesAt = (root: unknown, ...paths: readonly string[]): Entity[] =>
  paths.flatMap((each) => {
    const { path = '', value } = located(root, each) ?? {};
    return listOf(jsonIn(value) ?? value).flatMap((item, i) => (isFields(item) ? entityOf(item, `${path}.${i}`) : []));
  });

/** Where the fields of an entity may stand: in itself, or in its properties. */
const prefixesOf = ({ path }: Entity): string[] => {
  if (path === undefined) return [];
  return path === '' ? [''] : [`${path}.`, `${path}.properties.`];
};

/** What places took of entities leaves the facts of the record that they stand in. */
export function liftTaken(entities: readonly Entity[], said: Dig): void {
  for (const entity of entities)
    for (const prefix of prefixesOf(entity))
      for (const [name, text] of entity.said.taken) said.taken.set(prefix + name, text);
}

/** The first entity of some kinds that names something; its text leaves the facts. */
export function firstOf(entities: readonly Entity[], kinds: RegExp, ...paths: readonly string[]): string | undefined {
  for (const { kind, said } of entities) {
    const text = kinds.test(kind) ? said.take(...paths) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Command lines that the entities name: what an analyst looks at first. */
export const commandsIn = (entities: readonly Entity[], at: string | undefined): Detection['evidence'] =>
  entities
    .flatMap(({ said }) => said.text('processCommandLine', 'commandLine') ?? [])
    .slice(0, 16)
    .map((content) => defined({ at, kind: 'command', content }));

/** What was done about a file or process: `prevented` before it could act, or only seen. */
export function actionIn(entities: readonly Entity[], taken: string | undefined): Detection['action'] {
  const said = entities.flatMap(({ said: it }) => [
    it.text('detectionStatus') ?? '',
    it.text('remediationStatus') ?? '',
  ]);
  const words = [taken ?? '', ...said].map((word) => word.trim().toLowerCase());
  if (words.some((word) => /^(?:prevented|blocked)$/.test(word))) return 'blocked';
  return words.some((word) => /^(?:detected|allowed)$/.test(word)) ? 'observed' : 'unknown';
}
