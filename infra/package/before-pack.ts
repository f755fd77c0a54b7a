import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleEntries } from './bundle.ts';
import { writeDeclarations } from './declarations.ts';
import { compileFunctions } from './functions.ts';
import { licensesOf } from './licenses.ts';
import { packageManifest } from './manifest.ts';
import { DIST, KEPT, MANIFEST, ROOT } from './places.ts';

// A pack that was interrupted left the manifest of the package behind.
const text = readFileSync(existsSync(KEPT) ? KEPT : MANIFEST, 'utf8');
const metafiles = [await bundleEntries(), ...compileFunctions()];
writeDeclarations();
writeFileSync(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), licensesOf(metafiles, ROOT));
writeFileSync(KEPT, text);
writeFileSync(MANIFEST, packageManifest(text));
