import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { ROOT } from './places.ts';

// `npm sbom --omit=dev` leaves out what a development package needs too, such as zod; of a lock without those packages
// it lists everything.

function fieldsIn(file: string): Fields {
  const value: unknown = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
  if (!isFields(value)) throw new Error(`${file} is no object`);
  return value;
}

const withoutDev = ({ devDependencies: _, ...manifest }: Fields): Fields => manifest;

/** The lock of what an installation without the development packages has. */
function runtimeLock(lock: Fields): Fields {
  const packages = isFields(lock['packages']) ? lock['packages'] : {};
  const kept = Object.entries(packages).flatMap(([name, entry]) =>
    isFields(entry) && entry['dev'] !== true ? [[name, name === '' ? withoutDev(entry) : entry] as const] : [],
  );
  return { ...lock, packages: Object.fromEntries(kept) };
}

/** The bill of materials takes its name from the folder. */
const parent = mkdtempSync(path.join(os.tmpdir(), 'tocsin-sbom-'));
try {
  const folder = path.join(parent, 'tocsin');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(withoutDev(fieldsIn('package.json'))));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(runtimeLock(fieldsIn('package-lock.json'))));
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  process.stdout.write(execFileSync('npm', args, { cwd: folder, maxBuffer: 2 ** 26 }));
} finally {
  rmSync(parent, { recursive: true, force: true });
}
