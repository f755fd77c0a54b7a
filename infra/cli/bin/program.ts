import { Command } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { alert } from '../commands/alert.ts';
import { alerts } from '../commands/alerts.ts';
import { ack, resolve } from '../commands/answers.ts';
import { backup, restore } from '../commands/backup.ts';
import { check } from '../commands/check.ts';
import { completion } from '../commands/completion.ts';
import { confirm } from '../commands/confirm.ts';
import { destinations } from '../commands/destinations.ts';
import { importConfig } from '../commands/import.ts';
import { ledger } from '../commands/ledger.ts';
import { map } from '../commands/map.ts';
import { preview } from '../commands/preview.ts';
import { redrive } from '../commands/redrive.ts';
import { replay } from '../commands/replay.ts';
import { secrets } from '../commands/secrets.ts';
import { send } from '../commands/send.ts';
import { silence } from '../commands/silence.ts';
import { sources } from '../commands/sources.ts';
import { tail } from '../commands/tail.ts';
import { test } from '../commands/test.ts';
import { trace } from '../commands/trace.ts';
import { whatIf } from '../commands/what-if.ts';
import type { Context } from '../context.ts';
import { CliError, exitCode } from '../errors.ts';
import type { Register } from '../register.ts';
import { examples } from '../shared-options.ts';

/** The commands by what a person wants to do, in the order of the help. */
const groups: Readonly<Record<string, readonly Register[]>> = {
  'Look:': [alerts, alert, trace, tail, destinations, sources, ledger],
  'Act:': [ack, resolve, replay, confirm, silence, test, send],
  'Configure:': [check, preview, whatIf, importConfig, map, secrets],
  'Maintain:': [backup, restore, redrive, completion],
};

const codes = `
Exit codes: 0 done; 1 refused, not found, or mistakes; 2 wrong use; 3 nothing answers, or the credential is missing or wrong.
Where the output is no terminal it is JSON, without colour; -o json|table|wide says otherwise. NO_COLOR is honoured.`;

/** An option that stands before a sub-command would be lost. */
function refuseEarlyOptions({ parent }: Command): void {
  const early = parent?.options.find((option) => parent.getOptionValueSource(option.attributeName()) === 'cli');
  if (early !== undefined)
    throw new CliError(
      `${early.long ?? early.short} stands too early: write it after the whole command`,
      exitCode.misuse,
    );
}

/** The command line `tocsin`, with all its commands. */
export function programOf(context: Context): Command {
  const program = new Command('tocsin')
    .description('operates Tocsin, the forwarder for security alerts')
    .version(manifest.version, '-V, --version', 'shows the version')
    .helpOption('-h, --help', 'shows help')
    .helpCommand('help [command]', 'shows help of a command')
    .configureHelp({ sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => context.io.out(text.trimEnd()),
      // Errors are printed once, in one line, by whoever runs the program.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => context.io.columns,
      getOutHasColors: () => context.io.isColored,
    })
    .enablePositionalOptions()
    .hook('preAction', (_, command) => refuseEarlyOptions(command))
    .exitOverride();
  for (const [group, all] of Object.entries(groups)) {
    program.commandsGroup(group);
    for (const register of all) register(program, context);
  }
  return program.addHelpText(
    'after',
    `${examples('tocsin alerts --since 1h', 'tocsin alert ID', 'tocsin replay ID')}\n${codes}`,
  );
}
