import { hasSystemRecipients } from '../domain/system-recipients.ts';
import { defined, type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { isSecretInAuth } from './auth-schema.ts';
import { checkCanary } from './check-canary.ts';
import { checkDestinations, doubtfulDestinations } from './check-destinations.ts';
import { eventWarnings } from './check-events.ts';
import { checkInhibit } from './check-inhibit.ts';
import { oldMapWarnings } from './check-map.ts';
import type { Reader } from './check-message.ts';
import type { WrittenDestination } from './check-overrides.ts';
import { checkPlaceholders, unsetSecrets } from './check-placeholders.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSources } from './check-sources.ts';
import { checkRecipients, repeatedWarnings, unusedWarnings } from './check-unused.ts';
import { checkDefaults, effectiveDestinations } from './defaults.ts';
import { globWarnings } from './glob-warnings.ts';
import { showPath } from './mistakes.ts';
import { oldTemplateWarnings } from './old-path-warnings.ts';
import { plainSecrets } from './plain-secrets.ts';
import { type Config, ConfigFile, namesAt } from './schema.ts';
import type { Surroundings } from './surroundings.ts';
import { toTimeIntervals } from './time-intervals.ts';
import { checkTokens } from './tokens.ts';
import { unreachableWarnings } from './unreachable.ts';
import { issuesToProblems } from './zod-problems.ts';

const section = (input: unknown, name: string): Readonly<Record<string, unknown>> => {
  const value = isFields(input) ? input[name] : undefined;
  return isFields(value) ? value : {};
};

const isCredential = ([section, , name, form, part]: Path): boolean =>
  (section === 'sources' && name === 'auth' && form !== undefined && isSecretInAuth(form, part)) ||
  (section === 'tokens' && name === 'token');

/** What the shape of the whole file tells. */
function shapeProblems(issues: Parameters<typeof issuesToProblems>[0], input: unknown): Problem[] {
  if (input === null || input === undefined)
    return [{ path: [], message: 'the file is empty; expected version, sources, destinations and routes' }];
  if (!isFields(input)) {
    const found = Array.isArray(input) ? 'a list' : `the ${typeof input === 'string' ? 'text' : 'value'} alone`;
    const message = `the file holds ${found}; expected the names version, sources, destinations and routes, each with its value`;
    return [{ path: [], message }];
  }
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

const asWarning = (problem: Problem): Problem => ({ ...problem, message: `warning: ${problem.message}` });

/** Secrets that have no value, where it is known which have one. */
const unsetWarnings = (written: Written, { isSet }: Surroundings): Problem[] =>
  isSet === undefined ? [] : unsetSecrets(written, isSet).map(asWarning);

/** Of what type a destination is, for what a route says of its messages. */
const readerIn =
  (destinations: Fields, { destinationTypes }: Surroundings) =>
  (id: string): Reader | undefined => {
    const setting = Object.hasOwn(destinations, id) ? destinations[id] : undefined;
    const type = isFields(setting) ? String(setting['type']) : '';
    const known = Object.hasOwn(destinationTypes, type) ? destinationTypes[type] : undefined;
    return known === undefined ? undefined : { ...known, type };
  };

/** A destination as it is written, for what a route says of its settings. */
const writtenDestination =
  (destinations: Fields, { destinationTypes }: Surroundings) =>
  (id: string): WrittenDestination | undefined => {
    const written = Object.hasOwn(destinations, id) ? destinations[id] : undefined;
    const name = isFields(written) ? String(written['type']) : '';
    const type = Object.hasOwn(destinationTypes, name) ? destinationTypes[name] : undefined;
    return isFields(written) && type !== undefined ? { written, type } : undefined;
  };

/** A configuration that was checked; without one there are problems. */
export interface Checked {
  readonly config?: Config;
  readonly problems: readonly Problem[];
  /** What works, and should not stay as it is. */
  readonly warnings: readonly Problem[];
}

/** The parts of a file as they are written; what is none is empty. */
interface Written {
  readonly timeIntervals: Fields;
  readonly sources: Fields;
  readonly destinations: Fields;
  readonly defaults: Fields;
  readonly routes: readonly unknown[];
}

const writtenIn = (input: unknown): Written => ({
  sources: section(input, 'sources'),
  destinations: section(input, 'destinations'),
  defaults: section(input, 'defaults'),
  timeIntervals: section(input, 'timeIntervals'),
  routes: isFields(input) ? listOf(input['routes']) : [],
});

/** What routes may name. */
const namesFor = ({ sources, destinations, timeIntervals }: Written, surroundings: Surroundings) => ({
  sources: Object.keys(sources),
  destinations: Object.keys(destinations),
  reader: readerIn(destinations, surroundings),
  written: writtenDestination(destinations, surroundings),
  intervals: Object.keys(timeIntervals),
});

const isAt = (problems: readonly Problem[], { path }: Problem): boolean =>
  problems.some((other) => showPath(other.path) === showPath(path));

/** What is wrong with the destinations: of a text that is no placeholder its value is not judged. */
function destinationProblems({ sources, destinations, defaults }: Written, surroundings: Surroundings): Problem[] {
  const placeholders = checkPlaceholders({ sources, destinations, defaults }, surroundings);
  const found = [...checkDefaults(defaults, surroundings), ...checkDestinations(destinations, surroundings, defaults)];
  return [...found.filter((each) => !isAt(placeholders, each)), ...placeholders];
}

/** What is a mistake in a file that is deployed, and none in one that stays on its machine. */
function deploymentProblems(written: Written, surroundings: Surroundings): Problem[] {
  const own = surroundings.deploymentProblems?.(written.destinations);
  if (own === undefined) return [];
  const uploaded = plainSecrets(written, surroundings).map((found) => ({
    ...found,
    message: `${found.message} (npx --no tocsin secrets set): the deployment would upload it with the functions`,
  }));
  return [...uploaded, ...own];
}

/** What works, and should not stay as it is. */
function warningsOf(written: Written, config: Config, surroundings: Surroundings): Problem[] {
  const { sources, destinations, routes } = written;
  return [
    ...(surroundings.deploymentProblems === undefined ? plainSecrets(written, surroundings).map(asWarning) : []),
    ...unusedWarnings(sources, destinations, routes),
    ...unreachableWarnings(routes),
    ...repeatedWarnings(sources, destinations, routes),
    ...globWarnings(routes),
    ...eventWarnings(sources, surroundings),
    ...unsetWarnings(written, surroundings),
    ...doubtfulDestinations(destinations, surroundings),
    ...oldTemplateWarnings(destinations),
    ...oldMapWarnings(sources),
    ...withoutRecipients(config, surroundings),
  ];
}

/** Checks what a file says. What is wrong with a part is said by whoever knows it best, once. */
export function checkFile(input: unknown, surroundings: Surroundings): Checked {
  const file = ConfigFile.safeParse(input);
  const written = writtenIn(input);
  const shape = file.success ? [] : shapeProblems(file.error.issues, input);
  const sources = checkSources(written.sources, surroundings.sourceTypes);
  const routes = checkRoutes(written.routes, namesFor(written, surroundings));
  const inhibit = checkInhibit(isFields(input) ? input : {});
  const canary = checkCanary(isFields(input) ? input['canary'] : undefined, routes.routes);
  const closer = [
    ...canary.problems,
    ...inhibit.problems,
    ...checkTokens(isFields(input) ? input['tokens'] : undefined),
    ...sources.problems,
    ...destinationProblems(written, surroundings),
    ...routes.problems,
    ...checkRecipients(isFields(input) ? input['routes'] : undefined),
  ];
  const deployed = deploymentProblems(written, surroundings).filter((problem) => !isAt(closer, problem));
  const problems = [...shape.filter((problem) => !isAt(closer, problem)), ...closer, ...deployed];
  if (!file.success || problems.length > 0) return { problems, warnings: [] };
  const config: Config = {
    version: 1,
    ...defined({ publicUrl: file.data.publicUrl, tokens: file.data.tokens }),
    sources: sources.sources,
    destinations: effectiveDestinations(file.data.destinations, written.defaults, surroundings),
    routes: routes.routes,
    ...(inhibit.rules.length === 0 ? {} : { inhibit: inhibit.rules }),
    ...(canary.canary === undefined ? {} : { canary: canary.canary }),
    ...(file.data.timeIntervals === undefined ? {} : { timeIntervals: toTimeIntervals(file.data.timeIntervals) }),
  };
  return {
    problems,
    warnings: [...routes.warnings, ...inhibit.warnings, ...warningsOf(written, config, surroundings)],
    config,
  };
}
