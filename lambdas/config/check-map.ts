import { expressionMistake, mappingDialect } from '../domain/expression/check.ts';
import type { Fields } from '../domain/values/json-fields.ts';
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
    const message = expression === '' ? undefined : expressionMistake(expression, mappingDialect);
    return message === undefined ? [] : [{ path: [...path, ...names], message }];
  });
}
