// Loaded into the product by NODE_OPTIONS, in all its threads: the wall clock is off by what a file says. The monotonic
// clock goes on as it does when somebody sets the time of a machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

const file = process.env['CLOCK_OFFSET_FILE'] ?? '';
const trueNow = Date.now;
let offsetMs = 0;

function read(): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Not written yet: the clock is right.
    return 0;
  }
}

function look(): void {
  const next = read();
  if (next === offsetMs) return;
  offsetMs = next;
  writeFileSync(`${file}.seen-${threadId}`, String(offsetMs));
}

const now = (): number => trueNow() + offsetMs;

if (file !== '') {
  look();
  setInterval(look, 50).unref();
  globalThis.Date = new Proxy(Date, {
    construct: (target, words: unknown[], made) =>
      Reflect.construct(target, words.length === 0 ? [now()] : words, made === globalThis.Date ? target : made),
    apply: () => new Date(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
  });
}
