import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Config } from '../../lambdas/config/schema.ts';
import { bundleFunction, type FunctionName, sourceDirOf, writePart } from './bundle.ts';

/** Where the package has a function compiled; in the repository there is no such folder. */
const compiledDirOf = (name: FunctionName): string => path.join(import.meta.dirname, 'functions', name);

/** A compiled function with its part of the configuration beside it. */
function copyCompiled(name: FunctionName, config: Config, outdir: string): void {
  cpSync(compiledDirOf(name), outdir, { recursive: true });
  writePart(name, config, outdir);
}

/** The folder with bundle and configuration. Bundled on this machine: no container is involved. */
export function codeOf(name: FunctionName, config: Config): Code {
  const isCompiled = existsSync(compiledDirOf(name));
  return Code.fromAsset(isCompiled ? compiledDirOf(name) : sourceDirOf(name), {
    // What is deployed also comes from core, packages and the configuration, so the result says whether it changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outdir) {
          const write = isCompiled ? copyCompiled : bundleFunction;
          write(name, config, outdir);
          return true;
        },
      },
    },
  });
}
