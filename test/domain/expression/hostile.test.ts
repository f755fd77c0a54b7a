import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { functionNames } from '../../../lambdas/domain/expression/functions.ts';
import { hostileCases } from './hostile-cases.ts';

const child = fileURLToPath(new URL('./hostile-child.ts', import.meta.url));
/** Four times the time of an evaluation, which is looked at between steps and after a collection of garbage. */
const CPU_MAX_MS = 1_000;
const RSS_MAX_MB = 2_500;

interface Ended {
  readonly name: string;
  readonly outcome: string;
  readonly cpuMs: number;
  readonly rssMb: number;
}

let all: readonly Ended[] = [];

beforeAll(async () => {
  const killed = { timeout: 400_000, killSignal: 'SIGKILL', maxBuffer: 10_000_000 } as const;
  const { stdout } = await promisify(execFile)(process.execPath, [child], killed);
  all = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}, 420_000);

it('each evaluation over hostile text ends within its time, and within the memory of a function', () => {
  expect(all.map(({ name }) => name)).toEqual(hostileCases.map(({ name }) => name));
  expect(all.filter(({ cpuMs }) => cpuMs > CPU_MAX_MS)).toEqual([]);
  expect(Math.max(...all.map(({ rssMb }) => rssMb))).toBeLessThan(RSS_MAX_MB);
});

it('every function of JSONata is among them, and takes what it is given at least once', () => {
  const isRefused = /^T04/;
  const ran = functionNames.filter((name) =>
    all.some((each) => each.name.startsWith(`$${name}(`) && !isRefused.test(each.outcome)),
  );
  expect(ran.filter((name) => name !== 'assert').sort()).toEqual(
    functionNames.filter((name) => name !== 'assert').sort(),
  );
});

it.each([
  'a text that doubles',
  'lists within lists',
  'objects within objects',
  'lists that are compared',
  'lists that are true or not',
  'a field of lists within lists',
  'lists by map',
  'lists by zip',
  'a text as a pattern for all',
  '$fromMillis(number, "[H,20000000]")',
  '$formatInteger(number, "I")',
  '$formatNumber(number, "#", {"zero-digit": "", "decimal-separator": ""})',
])('%s is refused for its size, not for its time', (name) => {
  expect(all.find((each) => each.name === name)).toMatchObject({ outcome: 'too_large' });
});

it.each(['a search for each', 'a range for each', 'a group of records by number', '$contains(text, sought)'])(
  '%s is refused for its steps, not for its time',
  (name) => {
    expect(all.find((each) => each.name === name)).toMatchObject({ outcome: 'too_much' });
  },
);
