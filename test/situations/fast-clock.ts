// Loaded into the product by NODE_OPTIONS, in all its threads: every clock and timer of it runs so many times as fast.
const speed = Number(process.env['CLOCK_SPEED'] ?? '1');

const trueNow = Date.now;
// The same for a process that is started later over the same data, so that its clock goes on.
const beganMs = Number(process.env['CLOCK_BEGAN'] ?? trueNow());
const now = (): number => beganMs + Math.floor((trueNow() - beganMs) * speed);

globalThis.Date = new Proxy(Date, {
  construct: (target, words: unknown[], made) =>
    Reflect.construct(target, words.length === 0 ? [now()] : words, made === globalThis.Date ? target : made),
  apply: () => new Date(now()).toString(),
  get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
});

const trueMonotonic = performance.now.bind(performance);
performance.now = () => trueMonotonic() * speed;

const faster = <T extends typeof setTimeout | typeof setInterval>(timer: T): T =>
  new Proxy(timer, {
    apply: (target, self, [work, ms, ...rest]: unknown[]) =>
      Reflect.apply(target, self, [work, Number(ms ?? 0) / speed, ...rest]),
  });
globalThis.setTimeout = faster(setTimeout);
globalThis.setInterval = faster(setInterval);
