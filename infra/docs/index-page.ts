import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DOCS = path.join(import.meta.dirname, '../../docs');

/** The pages in the order of use; those that no group names are in the last one. */
const groups: readonly (readonly [heading: string, pages: readonly string[]])[] = [
  ['Begin', ['concepts.md', 'get-started.md', 'guides/first-slack-alert.md', 'guides/akto.md', 'guides/accuknox.md']],
  [
    'Run',
    [
      'guides/one-machine.md',
      'guides/systemd.md',
      'guides/docker.md',
      'guides/kubernetes.md',
      'guides/aws.md',
      'guides/aws-operate.md',
      'aws-options.md',
      'aws-construct.md',
      'aws-permissions.md',
      'cost.md',
      'guides/secrets.md',
      'guides/upgrade.md',
      'guides/backup-and-restore.md',
      'reload.md',
    ],
  ],
  [
    'Come from another program',
    [
      'guides/from-alertmanager.md',
      'guides/from-falcosidekick.md',
      'guides/from-kubearmor-sidekick.md',
      'guides/from-outpost.md',
    ],
  ],
  [
    'Configure',
    [
      'configuration.md',
      'guides/sources.md',
      'sources/README.md',
      'destinations/README.md',
      'routing.md',
      'conditions.md',
      'groups.md',
      'targets.md',
      'notifications.md',
      'silences.md',
      'times.md',
      'escalation.md',
      'wording.md',
      'mapping.md',
      'reach.md',
      'redaction.md',
      'sandbox.md',
      'what-if.md',
      'guides/check-in-pull-requests.md',
    ],
  ],
  [
    'Operate',
    [
      'guides/operate.md',
      'runbook.md',
      'metrics.md',
      'console.md',
      'cli.md',
      'api.md',
      'guides/when-a-destination-fails.md',
      'acknowledge.md',
      'answers.md',
      'guides/answers-in-slack.md',
      'guides/answers-from-tickets.md',
      'canary.md',
    ],
  ],
  ['Trust', ['delivery-guarantees.md', 'security.md']],
  ['Look up', ['alert.md', 'fields.md', 'attack.md', 'messages.md', 'glossary.md']],
  ['Change Tocsin', ['engine.md', 'adapters.md', 'generic-reader.md', 'decisions/README.md']],
];

/** The pages that stand in this index: not those of single sources, destinations, decisions and SIEMs. */
const written = (): string[] =>
  globSync('{*,guides/*}.md', { cwd: DOCS })
    .filter((file) => file !== 'README.md')
    .toSorted();

const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1] ?? '';

/** `docs/README.md`: all pages by what they are for. `generated` are the texts that are not on the disk yet. */
export function indexPage(generated: ReadonlyMap<string, string>): string {
  const textOf = (file: string): string | undefined =>
    generated.get(file) ??
    (existsSync(path.join(DOCS, file)) ? readFileSync(path.join(DOCS, file), 'utf8') : undefined);
  const named = new Set(groups.flatMap(([, pages]) => pages));
  const others = written().filter((file) => !named.has(file));
  const sections = [...groups, ['Further pages', others] as const].flatMap(([heading, pages]) => {
    const lines = pages.flatMap((file) => {
      const text = textOf(file);
      return text === undefined ? [] : [`- [${titleOf(text)}](${file})`];
    });
    return lines.length === 0 ? [] : [`## ${heading}\n\n${lines.join('\n')}`];
  });
  return [
    '# All pages',
    'New here: [concepts](concepts.md), then [your first alert in Slack](guides/first-slack-alert.md). At three in the morning: [operate](guides/operate.md).',
    ...sections,
  ]
    .join('\n\n')
    .concat('\n');
}
