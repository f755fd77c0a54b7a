import { parseArgs } from 'node:util';
import { backendNames } from './backends.ts';
import { soak } from './run.ts';
import { tableOf } from './verdict.ts';

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'sqlite' },
    'bound-minutes': { type: 'string', default: '90' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const store = backendNames.find((name) => name === values.store);
if (store === undefined) throw new Error(`--store: found "${values.store}"; allowed: ${backendNames.join(', ')}`);

const alerts = Number(values.alerts);
const soaked = await soak({
  store,
  alerts,
  problems: Math.max(10, Math.floor(alerts / 20)),
  kills: Number(values.kills),
  seed: Number(values.seed),
  doubt: 0.05,
  slow: 0.002,
  severities: ['LOW', 'MEDIUM', 'MEDIUM', 'HIGH'],
  tickets: true,
  boundMs: Number(values['bound-minutes']) * 60_000,
  tellAll: true,
  say,
});

const lost = soaked.lines.reduce((n, line) => n + line.lost.length, 0);
say(`\n${tableOf(soaked.lines)}\n`);
for (const { destination, lost: ids } of soaked.lines.filter((line) => line.lost.length > 0))
  say(`lost at ${destination}: ${ids.slice(0, 5).join(' ')}${ids.length > 5 ? ' …' : ''}`);
say(`duplicate tickets: ${soaked.duplicateTickets.length} ${soaked.duplicateTickets.slice(0, 5).join(' ')}`);
say(`ledger: ${JSON.stringify(soaked.ledger)}`);
say(soaked.isBalanced ? 'the books agree with the rows' : `the books are off by ${JSON.stringify(soaked.difference)}`);
say(`${soaked.accepted} alerts, ${values.kills} kills, ${soaked.seconds} s`);
const unfinished = soaked.lines.reduce((n, line) => n + line.open + line.waiting, 0);
process.exit(lost + unfinished === 0 && soaked.duplicateTickets.length === 0 && soaked.isBalanced ? 0 : 1);
