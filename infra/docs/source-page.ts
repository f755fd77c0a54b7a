import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { type SourceExample, sourceFailures, sourceTest } from './source-use.ts';

const urlOf = (type: string): string => `https://<your Tocsin>/v1/hooks/${type}`;

/** The URL as code; where the text is code already it stands as it is. */
const withUrl = (step: string, url: string): string =>
  step
    .split('`')
    .map((part, i) =>
      i % 2 === 0
        ? part.replace(/\{url\}(\/<token>)?/g, (_, end = '') => `\`${url}${end}\``)
        : part.replaceAll('{url}', url),
    )
    .join('`');

const stepsOf = (setup: readonly string[], url: string): string =>
  setup.map((step, i) => `${i + 1}. ${withUrl(step, url)}`).join('\n');

/** The source as `tocsin.yaml` has it: what its steps need, and nothing else. */
const sourceSnippet = (type: string, { auth, settings = {} }: Source['about']): string =>
  [
    'sources:',
    `  ${type}:`,
    `    type: ${type}`,
    `    auth: ${auth}`,
    ...Object.entries(settings).map(([name, value]) => `    ${name}: ${value}`),
  ].join('\n');

/** The parts of an alert that people and routes look at first. */
function exampleOf({ title, severity, state, action, type, kind, target, actor }: Alert): string {
  const shown = { kind, title, severity, state, action, type, target, actor };
  return `\`\`\`json\n${JSON.stringify(shown, null, 2)}\n\`\`\``;
}

const section = (heading: string, ...parts: readonly string[]): string[] => {
  const body = parts.filter((part) => part !== '');
  return body.length === 0 ? [] : [`## ${heading}`, ...body];
};

/** A sender's page, from what the type says of itself; `example` is what a payload of its fixtures becomes. */
export function sourcePage(type: string, source: Source, example: SourceExample | undefined): string {
  const { about, vendor, product, docs } = source;
  const { name, setup, arrives, becomes, notes = [] } = about;
  return [
    `# ${name}`,
    `\`type: ${type}\` · vendor \`${vendor}\`, product \`${product}\` · [the wire format](${docs})`,
    ...section('In tocsin.yaml', `\`\`\`yaml\n${sourceSnippet(type, about)}\n\`\`\``),
    ...section('In the product', stepsOf(setup, urlOf(type))),
    ...section('Test it', sourceTest(type, about, example !== undefined)),
    ...section('What arrives', arrives),
    ...section(
      'What becomes of it',
      becomes,
      example === undefined ? '' : `An example:\n\n${exampleOf(example.alert)}`,
    ),
    ...section('If it fails', sourceFailures(type, about)),
    ...section('Good to know', notes.map((note) => `- ${note}`).join('\n')),
  ]
    .join('\n\n')
    .concat('\n');
}
