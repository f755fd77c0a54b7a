import { setFlagsFromString } from 'node:v8';
import { type Options, readOptions } from './options.ts';

// By default the heap may grow several times over between two full collections; a machine that does other work beside
// Tocsin has better use for a hundred megabytes than for a tenth of this process's CPU.
setFlagsFromString('--heap-growing-percent=50');

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `${error.message}; end what listens there, or choose another --port` : error.message;
}

function fail(error: unknown): never {
  const message = messageOf(error);
  const isWhole = error instanceof Error && error.name === 'ConfigMistakes';
  console.error(isWhole ? message : `tocsin could not start: ${message}`);
  process.exit(1);
}

async function start(options: Options): Promise<void> {
  console.log('Tocsin starts …');
  // Loaded after the first line: it takes most of the time until Tocsin listens.
  const { serve } = await import('./serve.ts');
  await serve(options);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') console.log(options);
  else await start(options);
} catch (error) {
  fail(error);
}
