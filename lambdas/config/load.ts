import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { hasSystemRecipients } from '../domain/system-recipients.ts';
import { defined, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { isSecretInAuth } from './auth-schema.ts';
import { checkDestinations, doubtfulDestinations } from './check-destinations.ts';
import { oldMapWarnings } from './check-map.ts';
import type { Reader } from './check-message.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSources } from './check-sources.ts';
import { checkDefaults, effectiveDestinations } from './defaults.ts';
import { type Mistake, showPath } from './mistakes.ts';
import { oldTemplateWarnings } from './old-path-warnings.ts';
import { plainSecrets } from './plain-secrets.ts';
import { type Config, ConfigFile, namesAt } from './schema.ts';
import type { Surroundings } from './surroundings.ts';
import { toTimeIntervals } from './time-intervals.ts';
import { issuesToProblems } from './zod-problems.ts';

z.config(en());

export type Loaded =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** What works, and should not stay as it is. */
      readonly warnings: readonly Mistake[];
    }
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

interface SyntaxError {
  readonly offset: number;
  readonly message: string;
}

const syntaxWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this name stands twice in the same map',
  MULTIPLE_DOCS: 'a second document begins here: remove the line "---"',
};

/** Errors up to the first that throws the parser off; what follows that one is its echo. */
function syntaxErrors({ errors }: Document.Parsed): SyntaxError[] {
  const first = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.slice(0, first < 0 ? errors.length : first + 1).map(({ code, pos, message }) => ({
    offset: pos[0],
    message: syntaxWords[code] ?? message.charAt(0).toLowerCase() + message.slice(1),
  }));
}

/** A glob without quotes, `*_FILTER`, is an alias to YAML. */
function unknownAliases(document: Document.Parsed): SyntaxError[] {
  const found: SyntaxError[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const message = `a text that begins with * has to be in quotes: "*${alias.source}"`;
      found.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return found;
}

/** The one thing about `${NAME}` that YAML does not forgive. */
function placeholderHint(text: string, line: number): string {
  const written = /[{,]\s*[\w-]+:\s*(\$\{\w+\})/.exec(text.split('\n')[line - 1] ?? '')?.[1];
  return written === undefined ? '' : `: inside { } a placeholder needs quotes: "${written}"`;
}

/**
 * Reads `tocsin.yaml`. All mistakes are found at once, each with its line and column, what was found, what is allowed
 * and the nearest valid name. Secrets stay `${NAME}`: this runs where no secret is known.
 */
export function loadConfig(text: string, surroundings: Surroundings): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...syntaxErrors(document), ...unknownAliases(document)];
  if (broken.length > 0) {
    const mistakes = broken.map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col, where: '', message: `not valid YAML: ${message}${placeholderHint(text, line)}` };
    });
    return { kind: 'mistakes', mistakes: mistakes.sort(byPlace) };
  }
  const { config, problems, warnings } = check(document.toJS(), surroundings);
  const located = (all: readonly Problem[]) => all.map((problem) => locate(document, lines, problem)).sort(byPlace);
  return problems.length === 0 && config !== undefined
    ? { kind: 'config', config, warnings: located(warnings) }
    : { kind: 'mistakes', mistakes: located(problems) };
}

const section = (input: unknown, name: string): Readonly<Record<string, unknown>> => {
  const value = isFields(input) ? input[name] : undefined;
  return isFields(value) ? value : {};
};

const isCredential = ([section, , name, form, part]: Path): boolean =>
  section === 'sources' && name === 'auth' && form !== undefined && isSecretInAuth(form, part);

/** What the shape of the whole file tells. */
function shapeProblems(issues: Parameters<typeof issuesToProblems>[0], input: unknown): Problem[] {
  if (input === null || input === undefined)
    return [{ path: [], message: 'the file is empty; expected version, sources, destinations and routes' }];
  return issuesToProblems(issues, input, { base: [], namesAt, isSecret: isCredential, placeholders: false });
}

/** System alerts that nobody gets are only listed. */
function withoutRecipients(config: Config, { destinationTypes }: Surroundings): Problem[] {
  if (hasSystemRecipients(config, (type) => destinationTypes[type]?.about.group)) return [];
  const message =
    'warning: nobody gets system alerts (a destination that refuses, dead deliveries): found no destination of group chat or ' +
    'mail and no route that takes them; add a route with match: { source: tocsin }';
  return [{ path: ['routes'], message }];
}

/** Of what type a destination is, for what a route says of its messages. */
const readerIn =
  (destinations: Readonly<Record<string, unknown>>, { destinationTypes }: Surroundings) =>
  (id: string): Reader | undefined => {
    const setting = Object.hasOwn(destinations, id) ? destinations[id] : undefined;
    const type = isFields(setting) ? String(setting['type']) : '';
    const known = Object.hasOwn(destinationTypes, type) ? destinationTypes[type] : undefined;
    return known === undefined ? undefined : { ...known, type };
  };

interface Checked {
  readonly config?: Config;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

function check(input: unknown, surroundings: Surroundings): Checked {
  const file = ConfigFile.safeParse(input);
  const shape = file.success ? [] : shapeProblems(file.error.issues, input);
  const sources = checkSources(section(input, 'sources'), surroundings.sourceTypes);
  const defaults = section(input, 'defaults');
  const destinations = [
    ...checkDefaults(defaults, surroundings),
    ...checkDestinations(section(input, 'destinations'), surroundings, defaults),
  ];
  const routes = isFields(input) && Array.isArray(input['routes']) ? input['routes'] : [];
  const names = {
    sources: Object.keys(section(input, 'sources')),
    destinations: Object.keys(section(input, 'destinations')),
    reader: readerIn(section(input, 'destinations'), surroundings),
    intervals: Object.keys(section(input, 'timeIntervals')),
  };
  const checked = checkRoutes(routes, names);
  const closer = [...sources.problems, ...destinations, ...checked.problems];
  const isTold = ({ path }: Problem) => closer.some((other) => showPath(other.path) === showPath(path));
  const problems = [...shape.filter((problem) => !isTold(problem)), ...closer];
  if (!file.success || problems.length > 0) return { problems, warnings: [] };
  const config: Config = {
    version: 1,
    ...defined({ publicUrl: file.data.publicUrl }),
    sources: sources.sources,
    destinations: effectiveDestinations(file.data.destinations, defaults, surroundings),
    routes: checked.routes,
    ...(file.data.timeIntervals === undefined ? {} : { timeIntervals: toTimeIntervals(file.data.timeIntervals) }),
  };
  const secrets = plainSecrets(section(input, 'sources'), section(input, 'destinations'), surroundings);
  const doubts = [
    ...doubtfulDestinations(section(input, 'destinations'), surroundings),
    ...checked.warnings,
    ...oldTemplateWarnings(section(input, 'destinations')),
    ...oldMapWarnings(section(input, 'sources')),
  ];
  return { problems, warnings: [...secrets, ...doubts, ...withoutRecipients(config, surroundings)], config };
}
