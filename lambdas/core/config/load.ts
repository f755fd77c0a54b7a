import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { isFields } from '../record.ts';
import { checkDestinations } from './check-destinations.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSources } from './check-sources.ts';
import { type Mistake, type Path, type Problem, showPath } from './mistakes.ts';
import { type Config, ConfigFile } from './schema.ts';
import type { Surroundings } from './surroundings.ts';
import { issuesToProblems } from './zod-problems.ts';

z.config(en());

export type Loaded =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

/** Where a key stands in its map, for problems with the key itself. */
function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const isMeant = (item: Pair) => isScalar(item.key) && String(item.key.value) === String(path.at(-1));
  const key = parent.items.find(isMeant)?.key;
  return isNode(key) ? key.range?.[0] : undefined;
}

/** Where the value of a path stands, or the nearest one above it that exists. */
function valueOffset(document: Document, path: Path): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : valueOffset(document, path.slice(0, -1));
}

function locate(document: Document, lines: LineCounter, problem: Problem): Mistake {
  const atKey = problem.atKey === true ? keyOffset(document, problem.path) : undefined;
  const offset = atKey ?? valueOffset(document, problem.path);
  const { line, col } = lines.linePos(offset);
  return { line, column: col, where: showPath(problem.path), message: problem.message };
}

const byPlace = (a: Mistake, b: Mistake): number => a.line - b.line || a.column - b.column;

/**
 * Reads `tocsin.yaml`. All mistakes are found at once, each with its line and column, what was found, what is allowed
 * and the nearest valid name. Secrets stay `${NAME}`: this runs where no secret is known.
 */
export function loadConfig(text: string, surroundings: Surroundings): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { line, column: col, where: '', message: `not valid YAML: ${message.toLowerCase()}` };
    });
    return { kind: 'mistakes', mistakes };
  }
  const { config, problems } = check(document.toJS(), surroundings);
  if (problems.length === 0 && config !== undefined) return { kind: 'config', config };
  return { kind: 'mistakes', mistakes: problems.map((problem) => locate(document, lines, problem)).sort(byPlace) };
}

const section = (input: unknown, name: string): Readonly<Record<string, unknown>> => {
  const value = isFields(input) ? input[name] : undefined;
  return isFields(value) ? value : {};
};

function check(input: unknown, surroundings: Surroundings): { config?: Config; problems: Problem[] } {
  const file = ConfigFile.safeParse(input);
  const shape = file.success ? [] : issuesToProblems(file.error.issues, input);
  const sources = checkSources(section(input, 'sources'), surroundings.sourceTypes);
  const destinations = checkDestinations(section(input, 'destinations'), surroundings);
  const routes = isFields(input) && Array.isArray(input['routes']) ? input['routes'] : [];
  const names = {
    sources: Object.keys(section(input, 'sources')),
    destinations: Object.keys(section(input, 'destinations')),
  };
  const checked = checkRoutes(routes, names);
  const problems = [...shape, ...sources.problems, ...destinations, ...checked.problems];
  if (!file.success || problems.length > 0) return { problems };
  return {
    problems,
    config: { version: 1, sources: sources.sources, destinations: file.data.destinations, routes: checked.routes },
  };
}
