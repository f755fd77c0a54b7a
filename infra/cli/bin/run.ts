import { type Command, CommanderError } from 'commander';
import { oneLine, visible } from '../../../lambdas/domain/values/text.ts';
import type { Context } from '../context.ts';
import { codeOf, exitCode } from '../errors.ts';
import { programOf } from './program.ts';

/** The command that the words name, as far as they do: `tocsin silence add`. */
function commandIn(words: readonly string[], command: Command): Command {
  const [first, ...others] = words.filter((word) => !word.startsWith('-'));
  const found = command.commands.find((each) => each.name() === first);
  return found === undefined ? command : commandIn(others, found);
}

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** What was wrong in the words, in one line. */
function misuseOf(error: CommanderError, words: readonly string[], program: Command): string {
  const command = commandIn(words, program);
  const name = nameOf(command);
  const isUnnamed = error.code === 'commander.help' || error.message === '(outputHelp)';
  const what = isUnnamed
    ? `name one of ${command.commands.map((each) => each.name()).join(', ')}`
    : oneLine(error.message.replace(/^error: /, '')).replace(/\.$/, '');
  const order =
    command === program && error.code === 'commander.unknownOption' ? '; options stand after the command' : '';
  return `${name}: ${what}${order}; see ${name} --help`;
}

function reported(error: unknown, words: readonly string[], program: Command, { io }: Context): number {
  if (!(error instanceof CommanderError)) {
    const isWhole = error instanceof Error && error.name === 'ConfigMistakes';
    const message = error instanceof Error ? error.message : String(error);
    io.err(isWhole ? visible(message) : `tocsin: ${oneLine(message)}`);
    return codeOf(error);
  }
  if (error.exitCode === 0) return exitCode.ok;
  io.err(misuseOf(error, words, program));
  return exitCode.misuse;
}

/** Runs `tocsin` with the words of a command line; answers with its exit code. */
export async function run(words: readonly string[], given: Omit<Context, 'setExitCode'>): Promise<number> {
  let code: number = exitCode.ok;
  const context: Context = {
    ...given,
    setExitCode(ended) {
      code = ended;
    },
  };
  const program = programOf(context);
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : [...words], { from: 'user' });
    return code;
  } catch (error) {
    context.io.progress('');
    return reported(error, words, program, context);
  }
}
