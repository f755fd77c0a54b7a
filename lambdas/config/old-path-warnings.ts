import { renameOldPaths } from '../domain/expression/old-paths.ts';
import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

/** Says which paths of an expression are names of the alert's version 1. */
export const oldPathWarnings = (expression: unknown, path: Path): Problem[] =>
  typeof expression === 'string'
    ? renameOldPaths(expression).warnings.map((text) => ({ path, message: `warning: ${text}` }))
    : [];

/** The same of the templates of destinations. */
export const oldTemplateWarnings = (destinations: Readonly<Record<string, unknown>>): Problem[] =>
  Object.entries(destinations).flatMap(([id, value]) =>
    isFields(value) ? oldPathWarnings(value['body'], ['destinations', id, 'body']) : [],
  );
