import type { Option } from '../aws/options/option.ts';
import { optionList } from '../aws/options/option-list.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const row = ([name, { about, allowed, default: otherwise }]: readonly [string, Option<unknown>]): string =>
  `| \`${name}\` | ${[otherwise, allowed, about].map(cell).join(' | ')} |`;

const example = ([name, option]: readonly [string, Option<unknown>]): string => `-c ${name}=${option.example}`;

/** The page of the options of an installation on AWS. */
export function optionsPage(): string {
  const options = Object.entries<Option<unknown>>(optionList);
  return `# Options on AWS

Each option is a context value of the command line, a context value in \`cdk.json\`, a property of the stack (\`TocsinStack\`) and a property
of the [construct](aws-construct.md), under the same name:

\`\`\`sh
npx cdk deploy -c retentionDays=90 -c throttle=rate=200,burst=400
\`\`\`

\`\`\`json
{ "context": { "retentionDays": 90, "throttle": { "rate": 200, "burst": 400 } } }
\`\`\`

An option that is left out at the next deployment has its default again: keep them in \`cdk.json\`.

Two names are of the command line alone: \`-c config=FILE\` names the configuration (by default \`tocsin.yaml\`), \`-c stack=NAME\` names the
stack (by default \`Tocsin\`). Several stacks with different names live in one account and region: nothing is shared but the role that API
Gateway writes logs with, see \`logRole\`.

| option | default | allowed | meaning |
| --- | --- | --- | --- |
${options.map(row).join('\n')}

An example of each:

\`\`\`text
${options.map(example).join('\n')}
\`\`\`

## If one is refused

Every mistake is reported at once, before anything is deployed: a name that does not exist with the nearest name, a value that is not allowed
with what was found and what is allowed. The [guide](guides/aws.md#your-own-network-key-and-domain) says what a VPC, a key and a domain need beside the option.
`;
}
