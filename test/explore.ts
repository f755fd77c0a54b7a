import { startVitest } from 'vitest/node';

// What the properties hold for is looked at with other values than the ones that every run of the tests has.
process.env['SEED'] ??= 'any';
process.env['RUNS'] ??= '5000';

const vitest = await startVitest(
  'test',
  process.argv.length > 2 ? process.argv.slice(2) : ['test/conformance', 'test/cases'],
);
await vitest.close();
