import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { built, root } from './literals.ts';

/** Prints the regular expressions that files of the product make of texts as they are loaded. */

const found: { file: string; line: number; source: string; flags: string }[] = [];

/** The file of the product that asked, by the trace of a call. */
function callerIn(stack: string): { file: string; line: number } | undefined {
  const [, , caller = ''] = stack.split('\n');
  const [, file, line] = /(?:^|\/)((?:lambdas|infra)\/[^:]+):(\d+)/.exec(caller.replace(root, '/')) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

const Original = RegExp;
globalThis.RegExp = new Proxy(Original, {
  construct(target, given, self) {
    const made: RegExp = Reflect.construct(target, given, self);
    const caller = callerIn(new Error('trace').stack ?? '');
    if (caller !== undefined) found.push({ ...caller, source: made.source, flags: made.flags });
    return made;
  },
});

for (const file of new Set(built())) await import(pathToFileURL(path.join(root, file)).href);
process.stdout.write(JSON.stringify(found));
