import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attackFiles, type StixObject } from './attack-table.ts';

const FOLDER = path.join(import.meta.dirname, '../lambdas/domain/attack');

const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write(
    'no STIX bundle named: npm run attack -- <file>, with enterprise-attack.json of https://github.com/mitre-attack/attack-stix-data\n',
  );
  process.exit(1);
}
const { objects } = JSON.parse(readFileSync(file, 'utf8')) as { objects: StixObject[] };
const { version, techniques, files } = attackFiles(objects);
for (const [name, text] of files) writeFileSync(path.join(FOLDER, name), text);
process.stdout.write(`ATT&CK ${version}: ${techniques} techniques written to lambdas/domain/attack\n`);
