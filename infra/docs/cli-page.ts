import type { Command } from 'commander';
import { programOf } from '../cli/bin/program.ts';
import { silentContext } from '../cli/silent-context.ts';

/** The help with its examples, which `helpInformation` alone leaves out. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => silentContext.io.columns,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
}

const block = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

function sections(command: Command, name: string): readonly string[] {
  const own = `## \`${name}\`\n\n${block(helpOf(command))}`;
  return [own, ...command.commands.flatMap((each) => sections(each, `${name} ${each.name()}`))];
}

const head = `# The command line

\`npx --no tocsin COMMAND\` in a clone of Tocsin, where \`npm ci\` has been run. \`--no\` keeps npx from fetching a package of this name from a
registry: Tocsin is not published there. Options of \`tocsin\` itself, without a command, want \`npx --no -- tocsin --version\`. \`npm pack\` makes a package that can be installed elsewhere (\`npm install --global ./tocsin-*.tgz\`); it has
the command alone, and runs on Node 20 and newer.

The address of the system is \`--url\`, else \`TOCSIN_URL\`, else \`http://127.0.0.1:8787\`. The admin token is \`--token\`, else \`TOCSIN_ADMIN_TOKEN\`, else
the one that \`npm start\` keeps in its data folder (\`--data\`). Both variables may stand in \`.env\` of the current folder. No command writes a file that it
does not name.

Results go to standard output; errors, notes and progress to standard error. On a terminal a list is a table, with colour unless \`NO_COLOR\` is set.
Otherwise it is JSON, as the [API](api.md) answers. Control and bidi characters in the texts of alerts are shown as \`\\u{202e}\` in tables and as
\`\\u202e\` in JSON, so that no alert acts on a terminal.

Options of time take a duration or an RFC 3339 time: \`--since 1h\` is an hour ago, \`--until 2h\` of a silence is in two hours.

## If it fails

One line on standard error says what was wrong and what to do, and the exit code which kind it was:

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | the system refused it, there is no such thing, a check found mistakes, or a test was not delivered |
| 2 | wrong use: the message names the help |
| 3 | nothing answers, or a credential is missing or wrong |
`;

/** `docs/cli.md`: the help of every command. */
export function cliPage(): string {
  const program = programOf(silentContext);
  return `${[head, ...sections(program, 'tocsin')].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
}
