import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync, type Metafile, type OutputFile } from 'esbuild';
import { ownSourceMap } from './own-source-map.ts';

export const root = path.join(import.meta.dirname, '../..');

// CommonJS inside the bundle (undici) asks for Node's own modules by `require`, which an ES module does not have.
const requireForCommonJs =
  "import{createRequire as tocsinRequire}from'node:module';const require=tocsinRequire(import.meta.url);";

/**
 * Where a bundle is built, as far as its source maps and the names of its parts say: a folder that is not made. They would
 * change with the folder that is written to, and so would the hash of an asset whose code did not change.
 */
const builtIn = path.join(root, '.bundle');

/**
 * Packages that are loaded seldom and share code with what every cold start loads. Each is built by itself, into a file
 * beside the bundle: in the same build, the shared code would lie in one file with what this package alone needs of it
 * (the XML and the checksums of S3), and every cold start would load both.
 */
const buildsBeside = [{ name: 's3', package: '@aws-sdk/client-s3' }] as const;

/** What a package has in its place. */
const CREDENTIALS = 'infra/aws/environment-credentials.ts';
const replaced = { '@aws-sdk/credential-provider-node': `./${CREDENTIALS}` };

const importOf = (name: string): string => `./${name}.mjs`;

/** All that went into a build, and what came out of it. */
export interface Built {
  readonly metafile: Metafile;
}

export function joined(builds: readonly Built[]): Built {
  const metafiles = builds.map(({ metafile }) => metafile);
  return {
    metafile: {
      inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
      outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
    },
  };
}

const SOURCE_MAP = /\n\/\/# sourceMappingURL=\S+\n$/;

/**
 * Whether a file has code of packages alone, and what is in the place of one. Such a file names no source map: Node reads
 * every line of a file that does.
 */
const isOfPackages = (file: string, { outputs }: Metafile): boolean =>
  Object.keys(outputs[path.relative(root, file)]?.inputs ?? {}).every(
    (input) => input.includes('node_modules/') || input === CREDENTIALS,
  );

/** Writes what was built, with source maps of our own code alone. */
function write(files: readonly OutputFile[], metafile: Metafile, outdir: string): void {
  mkdirSync(outdir, { recursive: true });
  for (const { path: file, text } of files) {
    const target = path.join(outdir, path.relative(builtIn, file));
    const [isMap, hasMap] = [file.endsWith('.map'), !isOfPackages(file.replace(/\.map$/, ''), metafile)];
    if (isMap && hasMap) writeFileSync(target, ownSourceMap(text));
    else if (!isMap) writeFileSync(target, hasMap ? text : text.replace(SOURCE_MAP, '\n'));
  }
}

function buildOne(own: BuildOptions, outdir: string): Built {
  const { outputFiles, metafile } = buildSync({
    ...own,
    outdir: builtIn,
    absWorkingDir: root,
    write: false,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    banner: { js: requireForCommonJs },
    metafile: true,
    logLevel: 'warning',
    alias: { ...replaced, ...own.alias },
  });
  write(outputFiles, metafile, outdir);
  return { metafile };
}

/** The packages that a bundle imports from files beside it. */
const importedBeside = ({ outputs }: Metafile) => {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path: from }) => from)));
  return buildsBeside.filter(({ name }) => imported.has(importOf(name)));
};

/** Bundles with esbuild for the Node of Lambda, with source maps of our own code. */
export function build(own: BuildOptions, outdir: string): Built {
  const first = buildOne(
    {
      ...own,
      alias: Object.fromEntries(buildsBeside.map((beside) => [beside.package, importOf(beside.name)])),
      external: buildsBeside.map(({ name }) => importOf(name)),
    },
    outdir,
  );
  const beside = importedBeside(first.metafile).map(({ name, package: from }) =>
    buildOne({ ...own, entryPoints: { [name]: from } }, outdir),
  );
  return joined([first, ...beside]);
}
