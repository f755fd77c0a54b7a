import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { programOf } from '../../infra/cli/bin/program.ts';
import { silentContext } from '../../infra/cli/silent-context.ts';
import { allPages } from './markdown.ts';

const program = programOf(silentContext);

const files = allPages.filter((file) => file !== 'CHANGELOG.md' && !file.startsWith('docs/decisions/'));

/** Every command line in the documentation: what follows `tocsin` until its line, code or quotes end. */
const written = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/npx (?:--no )?(?:-- )?tocsin ([^`\n|>]*)/g)].map(
    ([whole, words = '']) => [file, whole.trim(), words.trim()] as const,
  ),
);

function commandOf(words: readonly string[], command: Command = program): Command {
  const found = command.commands.find((each) => each.name() === words[0]);
  return found === undefined ? command : commandOf(words.slice(1), found);
}

it.each(written)('%s: %s is a command with options that it has', (_, whole, words) => {
  const [first = ''] = words.split(' ');
  if (/^(?:COMMAND|…|--\w+)/.test(first)) return;
  const command = commandOf(words.split(/\s+/));
  expect(command.name(), whole).not.toBe('tocsin');
  const options = command.options.flatMap(({ long, short }) => [long, short]);
  for (const [option] of words.replaceAll(/'[^']*'|"[^"]*"/g, '').matchAll(/(?<= )--[a-z-]+/g))
    expect(options, whole).toContain(option);
});

it('the documentation names no package of the registry: npx fetches nothing', () => {
  for (const [file, whole] of written) expect(whole, file).toMatch(/^npx --no /);
  expect(written.length).toBeGreaterThan(20);
});
