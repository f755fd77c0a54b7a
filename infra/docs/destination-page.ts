import type { Destination, Limit } from '../../lambdas/destinations/_kit/define-destination.ts';
import { secretsIn } from './destination-snippet.ts';
import { settingsTable } from './settings-table.ts';

const list = (items: readonly string[], bullet: (i: number) => string): string =>
  items.map((item, i) => `${bullet(i)} ${item}`).join('\n');

const numbered = (items: readonly string[]): string => list(items, (i) => `${i + 1}.`);
const bulleted = (items: readonly string[]): string => list(items, () => '-');

const limitLine = ({ what, max, unit, docs }: Limit): string =>
  `${what}: ${max.toLocaleString('en-US')} ${unit} ([source](${docs}))`;

const section = (heading: string, body: string): string => (body === '' ? '' : `## ${heading}\n\n${body}\n`);

/** What happens after an answer that never came, from what the destination declares. */
function afterSilence({ hasLookup, isIdempotent }: Traits): string {
  if (hasLookup) return 'Tocsin looks whether the message arrived before it sends again.';
  if (isIdempotent) return 'Tocsin sends again under the same key, and the vendor keeps one.';
  return 'Nobody can know whether it arrived, so Tocsin sends again, marked as a possible repeat.';
}

/** What a destination can do, whatever its settings. */
export interface Traits {
  readonly audience: 'people' | 'machines';
  readonly hasLookup: boolean;
  readonly isIdempotent: boolean;
  readonly hasConversation: boolean;
  readonly maxItems: number;
}

function behaviour(traits: Traits): string[] {
  const { audience, hasConversation, maxItems } = traits;
  const repeats = hasConversation
    ? 'Repeats of a problem join the first message or ticket.'
    : 'Repeats of a problem come as one summary.';
  return [
    audience === 'people' ? repeats : 'Every alert arrives; nothing is merged.',
    ...(maxItems > 1 ? [`Up to ${maxItems.toLocaleString('en-US')} alerts share a request.`] : []),
    `When an answer is lost: ${afterSilence(traits)}`,
  ];
}

/** The setting of every destination that people read, with the names that this one can call. */
function messageRow({ audience, mentions }: Destination): string[] {
  if (audience === 'machines') return [];
  const called = mentions === undefined ? 'Nobody can be called here.' : `Under \`mention\`: ${mentions.allowed}.`;
  return [
    `| \`message\` |  | map | How messages are worded: [wording](../wording.md). ${called.replaceAll('|', '\\|')} |`,
  ];
}

/** How to see that the destination works. */
function testOf(type: string, snippets: readonly string[]): string {
  const [secret] = snippets.flatMap(secretsIn);
  const stored = secret === undefined ? '' : `\`npx --no tocsin secrets set ${secret}\` stores the credential. `;
  return `${stored}\`npx --no tocsin test ${type}\` sends a marked test message and prints what came of it: \`delivered\`, or the vendor’s answer.`;
}

/** What one sees when it does not work, and what to do. */
const failures = (type: string): readonly string[] => [
  `\`npx --no tocsin destinations\` shows the state of \`${type}\`, what waits for it, and its last answer.`,
  'A wrong or revoked credential opens the circuit breaker: deliveries wait, and a system alert at another destination says why. ' +
    'Set the credential again; what waits is sent by itself.',
  'A delivery that cannot be made ends as `dead` with a reason. `npx --no tocsin replay --status dead --yes` sends it again.',
];

const snippetsText = (snippets: readonly string[]): string =>
  snippets.map((snippet) => `\`\`\`yaml\n${snippet}\n\`\`\``).join('\n\nOr:\n\n');

/** A destination's page, from what the type says of itself. `snippets` are ways to configure it. */
export function destinationPage(
  type: string,
  destination: Destination,
  traits: Traits,
  snippets: readonly string[],
): string {
  const { about, settings, secrets, targets, docs } = destination;
  const { name, shows, setup, cannot = [], limits } = about;
  return [
    `# ${name}\n`,
    `\`type: ${type}\` · [the vendor's page](${docs})\n`,
    section('What it shows', shows),
    section('How to get the credential', numbered(setup)),
    section('In tocsin.yaml', snippetsText(snippets)),
    section('Test it', testOf(type, snippets)),
    section('If it fails', bulleted(failures(type))),
    section('Settings', [settingsTable(settings, secrets, { targets }), ...messageRow(destination)].join('\n')),
    section('How it behaves', bulleted(behaviour(traits))),
    section('What it cannot do', bulleted(cannot)),
    section('Limits', bulleted(limits.map(limitLine))),
  ]
    .filter((part) => part !== '')
    .join('\n')
    .trimEnd()
    .concat('\n');
}
