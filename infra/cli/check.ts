import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import { formatMistake } from '../../lambdas/config/mistakes.ts';
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

/** `tocsin check`: the mistakes and warnings of a configuration, each with its place. The exit code says if it can be used. */
export function check({ file, secrets, environment }: CheckOptions, { print, complain }: Printing): number {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const loaded = checkConfig(configText(file), true, { folder: path.dirname(file), isSet });
  const warnings = loaded.kind === 'config' ? loaded.warnings : [];
  const unset = secrets ? warnings.filter(({ message }) => isUnset(message)) : [];
  const mistakes = [...(loaded.kind === 'mistakes' ? loaded.mistakes : []), ...unset];
  for (const each of warnings.filter((warning) => !unset.includes(warning))) complain(formatMistake(file, each));
  for (const { message, ...rest } of mistakes)
    complain(formatMistake(file, { ...rest, message: message.replace(/^warning: /, '') }));
  const shown = warnings.length - unset.length;
  const rest = shown === 0 ? '' : `, ${counted(shown, 'warning')}`;
  print(`${file}: ${mistakes.length === 0 ? 'no mistakes' : counted(mistakes.length, 'mistake')}${rest}`);
  return mistakes.length === 0 ? 0 : 1;
}
