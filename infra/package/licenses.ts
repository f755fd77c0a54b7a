import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

const inPackage = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const licenseFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** What the console is made of; it is built without a list of what is in it. */
const inConsole = ['node_modules/preact', 'node_modules/uplot'];

/** The folders of the packages whose code is in bundles. */
function packagesIn(metafiles: readonly Metafile[]): readonly string[] {
  const inputs = metafiles.flatMap((each) => Object.keys(each.inputs));
  return [...new Set([...inConsole, ...inputs.flatMap((input) => inPackage.exec(input)?.[0] ?? [])])].toSorted();
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

function noticeOf(folder: string): string {
  const manifest = path.join(folder, 'package.json');
  const { name, version, license }: Manifest = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  const files = readdirSync(folder).filter((file) => licenseFile.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name ?? path.basename(folder)} ${version ?? ''} (${license ?? 'see below'})`, ...texts].join('\n\n');
}

/** The licences of all packages whose code is in bundles, as they ask to be passed on. */
export const licensesOf = (metafiles: readonly Metafile[], root: string): string =>
  `${packagesIn(metafiles)
    .map((folder) => noticeOf(path.join(root, folder)))
    .join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
