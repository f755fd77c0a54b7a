import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { groups } from '../../lambdas/domain/destination-group.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { apiPage, openApiText } from './api-page.ts';
import { cliPage } from './cli-page.ts';
import { configurationPage } from './configuration-page.ts';
import { destinationPage, type Traits } from './destination-page.ts';
import { destinationSnippets } from './destination-snippet.ts';
import { grafanaText } from './grafana.ts';
import { indexPage } from './index-page.ts';
import { metricsPage } from './metrics-page.ts';
import { optionsPage } from './options-page.ts';
import { sourcePage } from './source-page.ts';
import type { SourceExample } from './source-use.ts';

const FIXTURES = path.join(import.meta.dirname, '../../test/fixtures');

/** The case table of a type; empty where it has none. */
function tableOf(folder: 'sources' | 'destinations', type: string): Fields {
  const file = path.join(FIXTURES, folder, `${type}.json`);
  const table: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return isFields(table) ? table : {};
}

/** The ways in which a type is configured in its fixtures. */
function variantsOf(type: string): readonly Fields[] {
  const { settings } = tableOf('destinations', type);
  const all = Array.isArray(settings) ? settings.filter(isFields).map((each) => each['settings']) : [settings];
  return all.filter(isFields);
}

/** What a type can do in any of the ways that it can be configured. */
function traitsOf(type: string, destination: Destination): Traits {
  const connected = variantsOf(type).map((each) => destination.connect(each));
  return {
    audience: connected[0]?.audience ?? 'machines',
    hasLookup: connected.some(({ lookup }) => lookup !== undefined),
    isIdempotent: connected.every(({ isIdempotent }) => isIdempotent),
    hasConversation: connected.some(({ conversation }) => conversation !== undefined),
    maxItems: destination.maxItems,
  };
}

/** The first case of a source that gives an alert. */
function exampleOf(type: string, source: Source): SourceExample | undefined {
  for (const { payload, text } of Object.values(tableOf('sources', type)).filter(isFields)) {
    const body = Array.isArray(text) ? text.join('\n') : JSON.stringify(payload);
    const inbound = { bytes: Buffer.from(body), headers: {}, sourceId: type, receivedAt: '2026-11-21T03:07:12.000Z' };
    const found = read(source, inbound);
    const alert = found.kind === 'alerts' ? found.alerts[0]?.alert : undefined;
    if (alert?.kind === 'detection') return { body, alert };
  }
  return undefined;
}

/** Where `tocsin send --sample` finds a payload of each type; one line each. */
export const SAMPLES_FILE = 'infra/cli/samples.jsonl';

/** The payloads that `tocsin send --sample` sends. */
export const samplesText = (): string =>
  registered.sources
    .map(([type, each]) => [type, exampleOf(type, each)] as const)
    .flatMap(([type, example]) => (example === undefined ? [] : [`${JSON.stringify({ type, body: example.body })}\n`]))
    .join('');

const registered = {
  destinations: Object.entries<Destination>(destinations),
  sources: Object.entries<Source>(sources),
};

function destinationIndex(): string {
  const rows = groups.map((group) => {
    const own = registered.destinations.filter(([, { about }]) => about.group === group);
    return own.length === 0
      ? ''
      : `## ${group}\n\n${own.map(([type, { about }]) => `- [${about.name}](${type}.md): \`${type}\``).join('\n')}\n`;
  });
  return `# Destinations\n\n${rows.filter((row) => row !== '').join('\n')}`;
}

const sourceIndex = (): string =>
  `# Sources\n\n${registered.sources.map(([type, { about }]) => `- [${about.name}](${type}.md): \`${type}\``).join('\n')}\n`;

/** Every generated page by its path below `docs/`. */
export function pages(): ReadonlyMap<string, string> {
  const made = madeOfCode();
  return new Map([...made, ['README.md', indexPage(made)]]);
}

function madeOfCode(): ReadonlyMap<string, string> {
  return new Map([
    ['api.md', apiPage()],
    ['aws-options.md', optionsPage()],
    ['cli.md', cliPage()],
    ['configuration.md', configurationPage()],
    ['content/grafana/tocsin.json', grafanaText()],
    ['metrics.md', metricsPage()],
    ['openapi.json', openApiText()],
    ['destinations/README.md', destinationIndex()],
    ...registered.destinations.map(
      ([type, each]) =>
        [
          `destinations/${type}.md`,
          destinationPage(type, each, traitsOf(type, each), destinationSnippets(type, each, variantsOf(type))),
        ] as const,
    ),
    ['sources/README.md', sourceIndex()],
    ...registered.sources.map(
      ([type, each]) => [`sources/${type}.md`, sourcePage(type, each, exampleOf(type, each))] as const,
    ),
  ]);
}

/** The pages that lie below `docs/` in the folders that are generated whole. */
export const writtenPages = (): string[] =>
  ['destinations', 'sources'].flatMap((folder) =>
    existsSync(`docs/${folder}`) ? readdirSync(`docs/${folder}`).map((file) => `${folder}/${file}`) : [],
  );
