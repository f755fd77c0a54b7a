import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';

/** What npm shows of the package, and what stays as it is. */
const kept = ['name', 'version', 'description', 'license', 'private', 'type', 'engines'] as const;

/** What the construct needs of the app that uses it; the command line needs neither. */
const peers = ['aws-cdk-lib', 'constructs'] as const;

/** The versions of the peers, as the repository asks for them. */
function peersIn({ dependencies, devDependencies }: Fields): Fields {
  const all = {
    ...(isFields(devDependencies) ? devDependencies : {}),
    ...(isFields(dependencies) ? dependencies : {}),
  };
  return Object.fromEntries(peers.map((name) => [name, all[name]]));
}

/**
 * The manifest of the package: the command line and the construct, compiled and with all that they need in it, so that nothing
 * else is installed and no script runs; CDK comes from the app that uses the construct. That of the repository names what the
 * system and its tests need.
 */
export function packageManifest(text: string): string {
  const manifest: unknown = JSON.parse(text);
  if (!isFields(manifest)) throw new Error('package.json is no object');
  const same = Object.fromEntries(kept.map((name) => [name, manifest[name]]));
  const own = {
    bin: { tocsin: 'dist/tocsin.js' },
    exports: {
      '.': { types: './dist/construct.d.ts', default: './dist/construct.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'NOTICE', 'docs/cli.md', 'docs/aws-construct.md', 'docs/aws-options.md', 'CHANGELOG.md'],
    peerDependencies: peersIn(manifest),
    // An optional peer is not installed where the command line alone is wanted.
    peerDependenciesMeta: Object.fromEntries(peers.map((name) => [name, { optional: true }])),
  };
  return `${JSON.stringify({ ...same, ...own }, null, 2)}\n`;
}
