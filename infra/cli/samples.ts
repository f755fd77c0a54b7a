import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { CliError, exitCode } from './errors.ts';

/** One line for each type of source: its name and a payload. `npm run docs` writes the file from the case tables. */
const FILE = path.join(import.meta.dirname, 'samples.jsonl');

const Sample = z.strictObject({ type: z.string(), body: z.string() });

/** A payload as a sender of this type sends it. */
export function sampleOf(type: string): Buffer {
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n');
  const samples = lines.map((line) => Sample.parse(JSON.parse(line)));
  const found = samples.find((sample) => sample.type === type);
  if (found !== undefined) return Buffer.from(found.body);
  throw new CliError(`there is no sample of the type ${type}: name a FILE with a payload of your own`, exitCode.misuse);
}
