import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { formatMistake } from '../../../lambdas/config/mistakes.ts';
import { errorText } from '../../../lambdas/domain/values/error-text.ts';
import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { configText } from '../../config-text.ts';
import type { Reasons } from '../../file-bytes.ts';
import { checkConfig } from '../../load-config.ts';
import { CliError, exitCode } from '../errors.ts';
import { fromAlertmanager } from './alertmanager.ts';
import { type Draft, fieldsIn } from './draft.ts';
import { fromFalcosidekick } from './falcosidekick.ts';
import { fromKubearmorSidekick } from './kubearmor-sidekick.ts';
import { fromOutpost } from './outpost.ts';
import type { Peer } from './peers.ts';
import { notesOf, yamlOf } from './print.ts';
import { hasOutputs } from './sidekick.ts';

const reasons: Reasons = {
  ENOENT: 'does not exist: name the file of the configuration that is to be carried over',
  EISDIR: 'is a folder: name the file of the configuration that is to be carried over',
};

interface Printing {
  print(text: string): void;
  complain(line: string): void;
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new CliError(`${file} is neither YAML nor JSON: ${errorText(error).split('\n')[0]}`);
  }
}

/** Where charts keep the configuration of a program within their values. */
const nestings = [['config'], ['alertmanager', 'config'], ['falcosidekick', 'config'], ['sidekick', 'config']];

const isOf = (peer: Peer, fields: Fields): boolean =>
  peer === 'alertmanager' ? isFields(fields['route']) : hasOutputs(fields);

/** The configuration itself, also out of the values of a chart. */
function configurationIn(peer: Peer, value: Fields): Fields {
  if (isOf(peer, value)) return value;
  const inner = nestings.map((names) => names.reduce(fieldsIn, value));
  return inner.find((fields) => isOf(peer, fields)) ?? value;
}

/** The configuration that an old one becomes. */
function draftOf(peer: Peer, value: unknown, file: string): Draft {
  if (peer === 'outpost') return fromOutpost(value);
  if (!isFields(value)) throw new CliError(`${file} holds no settings: give the configuration file of ${peer}`);
  const configuration = configurationIn(peer, value);
  if (peer === 'alertmanager') return fromAlertmanager(configuration);
  return peer === 'falcosidekick' ? fromFalcosidekick(configuration) : fromKubearmorSidekick(configuration);
}

async function write(text: string, output: string): Promise<void> {
  await writeFile(output, text, { flag: 'wx' }).catch((error: unknown) => {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new CliError(
      isThere
        ? `${output} exists already: name a new file with -o`
        : `cannot write ${output}: name a file in a folder that exists`,
      exitCode.misuse,
    );
  });
}

/** What of the new file does not pass the check: a value of the old one that is not taken here. */
function mistakesIn(text: string, name: string): string[] {
  const loaded = checkConfig(text, false);
  if (loaded.kind === 'config') return [];
  return [
    'the new file does not pass tocsin check yet; correct:',
    ...loaded.mistakes.map((each) => formatMistake(name, each)),
  ];
}

/** `tocsin import`: prints the new configuration, and beside it what is left to do by hand. */
export async function importFrom(
  peer: Peer,
  file: string,
  output: string | undefined,
  { print, complain }: Printing,
): Promise<number> {
  const draft = draftOf(peer, parsed(configText(file, reasons), file), file);
  if (Object.keys(draft.destinations).length === 0)
    throw new CliError(`${file} has no output that is turned on and can be carried over: there is nothing to import`);
  const text = yamlOf(draft);
  if (output === undefined) print(text.trimEnd());
  else await write(text, output);
  for (const line of notesOf(draft, path.basename(file))) complain(line);
  for (const line of mistakesIn(text, output ?? 'tocsin.yaml')) complain(line);
  if (output !== undefined) complain(`${output} was written; look at it, and run: tocsin check ${output}`);
  return 0;
}
