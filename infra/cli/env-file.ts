import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { CliError, exitCode } from './errors.ts';

const OWNER_ONLY = 0o600;

/** A value as `.env` takes it: in the one kind of quotes that it does not contain. */
function quoted(value: string): string {
  const quote = ["'", '"', '`'].find((each) => !value.includes(each));
  if (quote === undefined || value.includes('\0'))
    throw new CliError(
      'the value has every kind of quotes, and .env cannot hold it: set it in the environment',
      exitCode.misuse,
    );
  return `${quote}${value}${quote}`;
}

/** The name that a line sets; empty for one that sets nothing. */
const nameIn = (line: string): string => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? '';

/** The text of `.env` with one more or another value; other lines stay as they are. */
export function withVariable(text: string, name: string, value: string): string {
  const entry = `${name}=${quoted(value)}`;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const at = lines.findIndex((line) => nameIn(line) === name);
  const all = at < 0 ? [...lines, entry] : lines.with(at, entry);
  const written = `${all.join('\n')}\n`;
  // A value of several lines is not replaced line by line.
  if (parseEnv(written)[name] === value) return written;
  throw new CliError(`${name} cannot be changed in .env: it is written there over several lines; change it by hand`);
}

/** Sets a variable in a file, readable by its owner only; the file is there whole at every moment. */
export function setVariable(file: string, name: string, value: string): void {
  const text = withVariable(existsSync(file) ? readFileSync(file, 'utf8') : '', name, value);
  const mode = existsSync(file) ? statSync(file).mode & OWNER_ONLY : OWNER_ONLY;
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, text, { mode, flag: 'wx', flush: true });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
