import { Token } from 'aws-cdk-lib';
import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { nearest } from '../../../lambdas/domain/values/nearest.ts';
import type { Form } from './option.ts';
import { optionList, optionNames } from './option-list.ts';
import type { TocsinOptions } from './options.ts';

/** What is wrong with the options, one line each. */
export class OptionMistakes extends Error {
  override readonly name = 'OptionMistakes';
}

const plain = (textual: string): string => textual.replaceAll('`', '');

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 200);

/** Options that say something together, and nothing alone. */
const together: readonly (readonly (keyof TocsinOptions)[])[] = [
  ['domainName', 'certificateArn'],
  ['vpcId', 'vpcSubnets', 'vpcSecurityGroups'],
];

function incomplete(given: Fields): string[] {
  return together.flatMap((names) => {
    const missing = names.filter((name) => given[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return [];
    const found = names.filter((name) => given[name] !== undefined);
    return [
      `option ${missing.join(' and ')}: not found beside ${found.join(' and ')}; give all of ${names.join(', ')}, or none`,
    ];
  });
}

/** A token whose text CDK does not know yet, such as a list or a number out of another stack, is taken as it is. */
function readOne(name: string, value: unknown, { allowed, read }: Form<unknown>, mistakes: string[]): unknown {
  const found = Token.isUnresolved(value) ? value : read(value);
  if (found === undefined) mistakes.push(`option ${name}: found ${shown(value)}; allowed: ${plain(allowed)}`);
  return found;
}

/**
 * The options among some values by name. Throws `OptionMistakes` with all mistakes: a value that is not allowed, and options that
 * lack others, and those that the caller found. What has no value is left out.
 */
export function readOptions(given: Fields, more: readonly string[] = []): TocsinOptions {
  const mistakes = [...more];
  const read: [string, unknown][] = Object.entries<Form<unknown>>(optionList)
    .filter(([name]) => given[name] !== undefined)
    .map(([name, form]) => [name, readOne(name, given[name], form, mistakes)]);
  mistakes.push(...incomplete(given));
  if (mistakes.length > 0) throw new OptionMistakes(mistakes.join('\n'));
  return Object.fromEntries(read);
}

/** Names that are no option of Tocsin and none of CDK, whose own have a mark in them (`aws:…`, `@aws-cdk/…`, `cli-telemetry`). */
export function unknownOptions(names: readonly string[], others: readonly string[]): string[] {
  const allowed = [...others, ...optionNames].sort();
  const unknown = names.filter((name) => /^[A-Za-z]\w*$/.test(name) && !allowed.includes(name));
  return unknown.map((name) => {
    const guess = nearest(name, allowed);
    const hint = guess === undefined ? '' : `did you mean "${guess}"? `;
    return `unknown option "${name}": ${hint}allowed: ${allowed.join(', ')}`;
  });
}
