import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';

const URL = 'https://<your Tocsin>/v1/hooks/<source>';

const steps = (setup: readonly string[]): string =>
  setup.map((step, i) => `${i + 1}. ${step.replaceAll('{url}', `\`${URL}\``)}`).join('\n');

/** The parts of an alert that people and routes look at first. */
function exampleOf({ title, severity, state, action, type, kind, target, actor }: Alert): string {
  const shown = { kind, title, severity, state, action, type, target, actor };
  return `\`\`\`json\n${JSON.stringify(shown, null, 2)}\n\`\`\``;
}

/** A sender's page, from what the type says of itself; `example` is what a payload of its fixtures becomes. */
export function sourcePage(type: string, { about, vendor, product, docs }: Source, example: Alert | undefined): string {
  const { name, setup, auth, arrives, becomes, notes = [] } = about;
  const id = type;
  return `# ${name}

\`type: ${type}\` · vendor \`${vendor}\`, product \`${product}\` · [the wire format](${docs})

\`\`\`yaml
sources:
  ${id}:
    type: ${type}
    auth: ${auth}
\`\`\`

## In the product

${steps(setup)}

## What arrives

${arrives}

## What becomes of it

${becomes}
${example === undefined ? '' : `\nAn example:\n\n${exampleOf(example)}\n`}${notes.length === 0 ? '' : `\n## Good to know\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`}`;
}
