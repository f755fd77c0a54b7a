// Loaded before Tocsin: takes adapters that do as good as nothing for `generic` and `webhook`, so that what is measured
// is the store, the scheduler, the edge and the engine.
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const replacements: Readonly<Record<string, string>> = {
  '/lambdas/sources/registry.ts ./generic/index.ts': 'empty-source.ts',
  '/lambdas/destinations/registry.ts ./webhook/index.ts': 'empty-destination.ts',
};

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    const found = Object.entries(replacements).find(([from]) => `${parentURL} ${specifier}`.endsWith(from));
    if (found === undefined) return next(specifier, context);
    return next(pathToFileURL(path.join(import.meta.dirname, found[1])).href, context);
  },
});
