import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../lambdas/config/schema.ts';
import { reachSettings } from '../../lambdas/domain/reach.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { buildConsoleSync } from '../console/build.ts';
import { type Built, build, joined, root } from './build.ts';

/** The five functions; each is the folder `lambdas/functions/<name>` with its `handler.ts`. */
export const functionNames = ['ingest', 'route', 'deliver', 'reconcile', 'api'] as const;
export type FunctionName = (typeof functionNames)[number];

const functions = path.join(root, 'lambdas/functions');
export const sourceDirOf = (name: FunctionName): string => path.join(functions, name);

/**
 * How every function is bundled. The SDK is part of the bundle, so that the tested version is the running one.
 * Splitting is why this is not `NodejsFunction`, which knows one output file only: what is imported lazily (Secrets
 * Manager, the destinations) stays in files of its own, which a cold start does not read. `npm run bench` shows the difference.
 */
export const bundle = (entry: string, outdir: string, splitting = true): Built =>
  build({ entryPoints: { index: entry }, splitting, sourcemap: true, sourcesContent: false }, outdir);

type Part = Readonly<Record<string, unknown>>;

const formatsOf = (destinations: Config['destinations']): Config['destinations'] =>
  Object.fromEntries(
    Object.entries(destinations).map(([id, { type, format, evidence }]) => [
      id,
      { type, ...(format === undefined ? {} : { format }), ...(evidence === undefined ? {} : { evidence }) },
    ]),
  );

const answers = ['callback', 'signingSecret', 'appToken'];

const isReach = (name: string): boolean => reachSettings.some((each) => each === name);

/** Settings without those that say how a destination is reached. */
const unreached = (destinations: Config['destinations']): Config['destinations'] =>
  Object.fromEntries(
    Object.entries(destinations).map(([id, { type, ...settings }]) => [
      id,
      { type, ...Object.fromEntries(Object.entries(settings).filter(([name]) => !isReach(name))) },
    ]),
  );

/**
 * The settings of destinations, by which the api function makes messages again to be looked at: secrets are `${NAME}` in
 * them. How a destination is reached is there for those alone whose vendors send callbacks, which are answered.
 */
const answeringOf = (destinations: Config['destinations']): Config['destinations'] => ({
  ...unreached(destinations),
  ...Object.fromEntries(
    Object.entries(destinations).filter(([, settings]) => answers.some((name) => Object.hasOwn(settings, name))),
  ),
});

/** When sources are expected to send, and nothing else of them. */
const expectationsOf = (sources: Config['sources']) =>
  Object.fromEntries(
    Object.entries(sources).map(([id, { expectSeconds }]) => [
      id,
      expectSeconds === undefined ? {} : { expectSeconds },
    ]),
  );

/** What the list of sources shows, and how a payload is read whose way through the routes is asked for. */
const listedOf = (sources: Config['sources']) =>
  Object.fromEntries(
    Object.entries(sources).map(([id, { type, expectSeconds, map, severity, deliversTests }]) => [
      id,
      defined({ type, expectSeconds, map, severity, deliversTests }),
    ]),
  );

/** What each function gets to see of the configuration; nothing where it needs none. */
const parts: Readonly<Partial<Record<FunctionName, (config: Config) => Part>>> = {
  ingest: ({ sources }) => ({ sources }),
  route: ({ sources, destinations, routes, inhibit }) => ({
    sources,
    destinations: formatsOf(destinations),
    routes,
    ...defined({ inhibit }),
  }),
  // Routes decide who gets system alerts.
  deliver: ({ destinations, publicUrl, routes, inhibit, timeIntervals }) => ({
    destinations,
    routes,
    ...defined({ publicUrl, inhibit, timeIntervals }),
  }),
  reconcile: ({ sources, destinations, routes, canary }) => ({
    destinations: formatsOf(destinations),
    sources: expectationsOf(sources),
    routes,
    ...defined({ canary }),
  }),
  // It verifies what the vendors of some destinations send back, and lists sources and routes.
  api: ({ sources, destinations, publicUrl, routes, timeIntervals, inhibit, tokens }) => ({
    destinations: answeringOf(destinations),
    sources: listedOf(sources),
    routes,
    ...defined({ publicUrl, timeIntervals, inhibit, tokens }),
  }),
};

export const partOf = (name: FunctionName, config: Config): Part | undefined => parts[name]?.(config);

/** Name of the configuration beside the bundle; Lambda starts a function in its own folder. */
export const CONFIG_FILE = 'config.json';

/** Name of the console beside the bundle of the api function. */
export const CONSOLE_FILE = 'console.json';

/** Name of what makes messages again, beside the bundle of the api function, which loads it when one is looked at. */
export const MESSAGES_FILE = 'messages.mjs';

const messages = path.join(root, 'infra/preview/message.ts');

/** Writes the console and what makes messages again: parts of the api function that a cold start does not read. */
function writeConsole(outdir: string): Built {
  writeFileSync(path.join(outdir, CONSOLE_FILE), JSON.stringify(buildConsoleSync()));
  return build({ entryPoints: { messages } }, outdir);
}

export const hasConsole = (name: FunctionName): boolean => name === 'api';

/** The code of a function in a folder: its bundle, and the console beside it. The result names all that went into it. */
export function bundleCode(name: FunctionName, outdir: string): Built {
  mkdirSync(outdir, { recursive: true });
  const built = bundle(path.join(sourceDirOf(name), 'handler.ts'), outdir);
  return hasConsole(name) ? joined([built, writeConsole(outdir)]) : built;
}

/** A function's part of the configuration, beside its code. */
export function writePart(name: FunctionName, config: Config, outdir: string): void {
  const part = partOf(name, config);
  if (part !== undefined) writeFileSync(path.join(outdir, CONFIG_FILE), JSON.stringify(part));
}

/** A function's deployable folder: its bundle, and its part of the configuration and the console beside it. */
export function bundleFunction(name: FunctionName, config: Config, outdir: string): void {
  bundleCode(name, outdir);
  writePart(name, config, outdir);
}
