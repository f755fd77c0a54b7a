import type { File, Hashes, Process } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { fileOf, placed } from '../../typed-places.ts';
import { countIn, fileName, hashesIn, pidIn } from '../../typed-values.ts';
import type { Entity } from './entities.ts';

const digests = ['sha256', 'sha1', 'md5', 'fileHashes.0.value', 'fileHashes.1.value', 'fileHashes.2.value'] as const;

const hashesAt = (said: Dig, places: readonly string[]): Hashes | undefined =>
  hashesIn(said, ...places.flatMap((place) => digests.map((name) => place + name)));

/** A file with its folder, which Microsoft names apart: whole, and in two halves that leave the facts. */
function pathAt(said: Dig, places: readonly string[]): { name?: string | undefined; path?: string | undefined } {
  const at = (...names: readonly string[]) => places.flatMap((place) => names.map((name) => place + name));
  const folder = said.take(...at('filePath', 'folderPath', 'directory'));
  const name = said.take(...at('fileName', 'processName', 'name'));
  if (folder === undefined || name === undefined || folder.endsWith(name))
    return { name: name ?? (folder === undefined ? undefined : fileName(folder)), path: folder };
  return { name, path: `${folder.replace(/[\\/]$/, '')}${folder.includes('/') ? '/' : '\\'}${name}` };
}

const own = ['imageFile.', ''] as const;
const parents = ['parentProcessImageFile.', 'parentProcess.imageFile.', 'parentProcess'] as const;

const parentOf = (said: Dig): Process['parent'] =>
  placed({
    ...pathAt(said, parents),
    pid: pidIn(said, 'parentProcessId', 'parentProcess.processId'),
    commandLine: said.take('parentProcess.commandLine', 'parentProcessCommandLine'),
    hashes: hashesAt(said, parents),
  });

/** The first process of the entities. */
export function processIn(entities: readonly Entity[]): Process | undefined {
  for (const { kind, said } of entities) {
    if (kind !== 'process') continue;
    const found = placed({
      ...pathAt(said, own),
      pid: pidIn(said, 'processId'),
      commandLine: said.take('processCommandLine', 'commandLine'),
      hashes: hashesAt(said, own),
      parent: parentOf(said),
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Digests that are entities of their own. */
function digestIn(entities: readonly Entity[]): Hashes | undefined {
  const found = entities.map(({ kind, said }) =>
    kind === 'filehash' ? hashesIn(said, 'hashValue', 'value') : undefined,
  );
  return placed(Object.assign({}, ...found.toReversed()));
}

/** The first file of the entities with its digests, or the digests of one. */
export function fileIn(entities: readonly Entity[]): File | undefined {
  const found = firstFile(entities);
  const hashes = found?.hashes ?? digestIn(entities);
  return found === undefined || hashes === undefined ? (found ?? placed({ hashes })) : { ...found, hashes };
}

function firstFile(entities: readonly Entity[]): File | undefined {
  for (const { kind, said } of entities) {
    if (!/^file/.test(kind)) continue;
    const { path, name } = pathAt(said, ['fileDetails.', '']);
    const hashes = hashesAt(said, ['fileDetails.', '']) ?? hashesIn(said, 'hashValue', 'value');
    const found = fileOf(path, hashes, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

// What Defender for Cloud says of a process beside its entities.
const extended = (...names: readonly string[]): string[] => names.map((name) => `extendedProperties.${name}`);

export const extendedProcess = (said: Dig): Process | undefined => {
  const path = said.take(...extended('process path', 'suspicious process', 'process name'));
  return placed({
    name: path === undefined ? undefined : fileName(path),
    path,
    pid: pidIn(said, ...extended('pid', 'process id', 'suspicious process id')),
    commandLine: said.take(...extended('command line', 'suspicious command line')),
    parent: placed({
      name: said.take(...extended('parent process')),
      pid: pidIn(said, ...extended('parent process id')),
    }),
  });
};

/** How many events an analytics rule found. */
export const eventsIn = (said: Dig): number | undefined =>
  countIn(said, ...extended('search query results overall count', 'total event count', 'event count'));
