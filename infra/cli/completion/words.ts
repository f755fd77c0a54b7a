import type { Command } from 'commander';

/** A command by its words after `tocsin`, and what may follow it. */
export interface Node {
  readonly path: string;
  readonly about: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly { readonly long: string; readonly short?: string; readonly about: string }[];
}

const plain = (text: string): string => text.replaceAll(/[^\w .,;:()<>=-]/g, '');

const optionsOf = (command: Command): Node['options'] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, short, description }) =>
      long === undefined || long === null ? [] : [{ long, ...(short ? { short } : {}), about: plain(description) }],
    );

/** Every command of a program, its sub-commands after it. */
export function nodesOf(command: Command, path = ''): readonly Node[] {
  const inner = command.createHelp().visibleCommands(command);
  const commands = inner.map((each) => ({ name: each.name(), about: plain(each.description()) }));
  const own = { path, about: plain(command.description()), commands, options: optionsOf(command) };
  const below = command.commands.flatMap((each) => nodesOf(each, path === '' ? each.name() : `${path} ${each.name()}`));
  return [own, ...below];
}
