import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { sameWord, severityNameMistake } from '../sources/_kit/severity-table.ts';

/** The names in a table of severities: words, numbers or ranges, each once in whatever case. */
export function checkSeverity(table: unknown, path: Path): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(isFields(table) ? table : {}).flatMap((name) => {
    const before = seen.get(sameWord(name));
    seen.set(sameWord(name), name);
    const twice = before === undefined ? undefined : `says again what "${before}" says: case does not count`;
    const message = severityNameMistake(name) ?? twice;
    return message === undefined ? [] : [{ path: [...path, name], message, atKey: true }];
  });
}
