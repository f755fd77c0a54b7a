import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { DIST, ROOT } from './places.ts';

// CommonJS inside the bundle asks for Node's own modules by `require`, which an ES module does not have.
const requireForCommonJs =
  "import{createRequire as tocsinRequire}from'node:module';const require=tocsinRequire(import.meta.url);";

const NO_BUNDLER = './infra/package/no-bundler.ts';

/**
 * Compiles the command line and the construct for Node 20 into `dist`. What is imported lazily stays in files of its own: the mock receivers of
 * `preview`, the clients of AWS, and the database of `restore`, which Node 20 does not have.
 */
export async function bundleEntries(): Promise<Metafile> {
  rmSync(DIST, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { tocsin: 'infra/cli/bin/tocsin.ts', construct: 'infra/construct.ts' },
    outdir: DIST,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    // An app has its own CDK, and the construct must not bring a second one.
    external: ['aws-cdk-lib', 'constructs'],
    alias: { esbuild: NO_BUNDLER, 'esbuild-wasm': NO_BUNDLER },
    inject: ['infra/package/node20.ts'],
    legalComments: 'none',
    minifySyntax: true,
    banner: { js: requireForCommonJs },
    metafile: true,
    logLevel: 'warning',
  });
  copyFileSync(path.join(ROOT, 'infra/cli/samples.jsonl'), path.join(DIST, 'samples.jsonl'));
  return metafile;
}
