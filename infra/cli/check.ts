import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import { formatMistake } from '../../lambdas/config/mistakes.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { configText } from '../config-text.ts';
import { checkConfig } from '../load-config.ts';

interface CheckOptions {
  readonly file: string;
  /** A secret that is not set is a mistake, not a warning. */
  readonly secrets: boolean;
  readonly environment: Variables;
}

interface Printing {
  print(line: string): void;
  complain(line: string): void;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const isUnset = (message: string): boolean => / not set: set (?:it|them) in the environment/.test(message);

/** With wordings in it, their messages are written with the longest values: that brings every destination's mock receiver along. */
async function notesOf(config: Config): Promise<readonly string[]> {
  const { wordingNotes } = await import('./check-wording.ts');
  return wordingNotes(config);
}

type Loaded = ReturnType<typeof checkConfig>;

/** With `--secrets` a secret that is not set is a mistake; else a warning. */
function sorted(loaded: Loaded, secrets: boolean) {
  const all = loaded.kind === 'config' ? loaded.warnings : [];
  const unset = secrets ? all.filter(({ message }) => isUnset(message)) : [];
  return {
    warnings: all.filter((warning) => !unset.includes(warning)),
    mistakes: [...(loaded.kind === 'mistakes' ? loaded.mistakes : []), ...unset],
  };
}

/** `tocsin check`: the mistakes and warnings of a configuration, each with its place. The exit code says if it can be used. */
export async function check(
  { file, secrets, environment }: CheckOptions,
  { print, complain }: Printing,
): Promise<number> {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const loaded = checkConfig(configText(file), true, { folder: path.dirname(file), isSet });
  const { warnings, mistakes } = sorted(loaded, secrets);
  for (const each of warnings) complain(formatMistake(file, each));
  for (const { message, ...rest } of mistakes)
    complain(formatMistake(file, { ...rest, message: message.replace(/^warning: /, '') }));
  const notes = loaded.kind === 'config' && mistakes.length === 0 ? await notesOf(loaded.config) : [];
  for (const note of notes) print(`${file}: note: ${note}`);
  const rest = warnings.length === 0 ? '' : `, ${counted(warnings.length, 'warning')}`;
  print(`${file}: ${mistakes.length === 0 ? 'no mistakes' : counted(mistakes.length, 'mistake')}${rest}`);
  return mistakes.length === 0 ? 0 : 1;
}
