import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SCHEMA_FILE, schemaText } from '../json-schema.ts';
import { pages, SAMPLES_FILE, samplesText, writtenPages } from './pages.ts';
import { TRAITS_FILE, traitsText } from './traits-list.ts';

const all = pages();
for (const file of writtenPages()) if (!all.has(file)) rmSync(path.join('docs', file));
for (const [file, text] of all) {
  mkdirSync(path.dirname(path.join('docs', file)), { recursive: true });
  writeFileSync(path.join('docs', file), text);
}
writeFileSync(SCHEMA_FILE, schemaText());
writeFileSync(SAMPLES_FILE, samplesText());
writeFileSync(TRAITS_FILE, traitsText());
