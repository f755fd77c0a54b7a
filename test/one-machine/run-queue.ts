import { measureBacklog } from '../bench/one-machine/backlog.ts';
import type { FaultRun } from './report.ts';

/** A queued alert may not cost more than this of memory, whatever the count. */
const MAX_GROWTH_MB = 150;

/** Many alerts wait behind a destination that is down. */
export const queue: FaultRun = {
  about:
    'alerts queued behind a destination that is down: memory, hooks, and all arrive once it is back (--count=100000)',
  async run({ count = 100_000 }, report) {
    const found = await measureBacklog(count, report.say);
    const { accepted, refused, arrived, repeated, growthMb, firstP95, lastP95, drainedPerSecond } = found;
    report.say(`sent: ${accepted} accepted, ${refused} refused; arrived: ${arrived}, ${repeated} once more`);
    report.say(`drained at ${drainedPerSecond.toFixed(0)}/s from the first arrival to the last`);
    report.check('every post is accepted', refused === 0 && accepted === count, `${accepted} of ${count}`);
    report.check(
      `memory grows by less than ${MAX_GROWTH_MB} MB`,
      growthMb < MAX_GROWTH_MB,
      `${growthMb.toFixed(0)} MB`,
    );
    const p95 = `p95 ${firstP95.toFixed(0)} ms in the first tenth, ${lastP95.toFixed(0)} ms in the last`;
    report.check('hooks answer as before', lastP95 <= 2 * firstP95 + 20, p95);
    report.check('all that was accepted arrived', arrived === accepted, `${arrived} of ${accepted}`);
    report.check('nothing arrived twice', repeated === 0, String(repeated));
  },
};
