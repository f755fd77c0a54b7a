import { isFields } from '../../lambdas/domain/values/json-fields.ts';

/** What npm shows of the package, and what stays as it is. */
const kept = ['name', 'version', 'description', 'license', 'private', 'type', 'engines'] as const;

/**
 * The manifest of the package: the command line alone, compiled and with all that it needs in it, so that nothing else is
 * installed and no script runs. That of the repository names what the system and its tests need.
 */
export function packageManifest(text: string): string {
  const manifest: unknown = JSON.parse(text);
  if (!isFields(manifest)) throw new Error('package.json is no object');
  const same = Object.fromEntries(kept.map((name) => [name, manifest[name]]));
  const own = { bin: { tocsin: 'dist/tocsin.js' }, files: ['dist', 'NOTICE', 'docs/cli.md', 'CHANGELOG.md'] };
  return `${JSON.stringify({ ...same, ...own }, null, 2)}\n`;
}
