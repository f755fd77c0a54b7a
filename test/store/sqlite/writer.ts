import { openDatabase } from '../../../lambdas/store/sqlite/open.ts';

/** Run as a process of its own: writes rows one after the other until it is killed, and prints each that was answered. */
const [folder = ''] = process.argv.slice(2);
const store = await openDatabase({ folder, log: () => {}, onFatal: () => {}, reserveBytes: 4096, lowBytes: 0 });
process.stdout.write('open\n');
for (let n = 0; ; n += 1) {
  const rows = [0, 1, 2].map((part) =>
    store.write(() => store.sql('INSERT INTO heartbeat VALUES (?, 1, NULL)').run(`${n}-${part}`)),
  );
  await Promise.all(rows);
  process.stdout.write(`${n}\n`);
}
