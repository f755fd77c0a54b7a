import { expressionMistake, mappingDialect } from '../domain/expression/check.ts';
import { type Fields, isFields } from '../domain/values/json-fields.ts';
import { pathsOfOld, renamedTo } from '../domain/values/old-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { expressionsIn } from '../sources/_kit/mapping/map-schema.ts';

/** The one type whose payload the operator explains. */
const CUSTOM = 'custom';

/** A mapping's expressions have to compile, and to call only what a mapping may. */
export function checkMap({ type, map }: Fields, path: Path): Problem[] {
  if (map === undefined) return [];
  if (typeof type === 'string' && type !== CUSTOM) {
    const message = `means nothing for the type "${type}", which knows its payload: use "type: custom", or remove it`;
    return [{ path, message, atKey: true }];
  }
  return expressionsIn(map).flatMap(([names, expression]) => {
    const message =
      movedMistake(names) ?? (expression === '' ? undefined : expressionMistake(expression, mappingDialect));
    return message === undefined ? [] : [{ path: [...path, ...names], message }];
  });
}

const namePath = (names: readonly string[]): readonly string[] => pathsOfOld(names.join('.')) ?? [];

/** A name of version 1 whose place depends on what stands there. */
function movedMistake(names: readonly string[]): string | undefined {
  const paths = namePath(names);
  if (paths.length < 2) return undefined;
  // A weakness is a part of the list that `vulnerabilities` gives.
  const choices = paths.map((path) => `"${path.startsWith('vulnerabilities.') ? 'vulnerabilities' : path}"`);
  return `"${names.join('.')}" is a name of the alert's version 1, and what stood there has several places now: write the one that this expression gives, ${choices.join(' or ')}`;
}

/** Says which places of a mapping have another name now; they are read under that for one release. */
export const oldMapWarnings = (sources: Readonly<Record<string, unknown>>): Problem[] =>
  Object.entries(sources).flatMap(([id, source]) =>
    expressionsIn(isFields(source) ? source['map'] : undefined).flatMap(([names]): Problem[] => {
      const paths = namePath(names);
      // A program in one text is read as a name, a path or a command line.
      if (paths.length !== 1 || names.join('.') === 'actor.process') return [];
      const message = `warning: ${renamedTo(names.join('.'), paths)}`;
      return [{ path: ['sources', id, 'map', ...names], message, atKey: true }];
    }),
  );
