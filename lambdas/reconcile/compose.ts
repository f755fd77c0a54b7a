import { readConfigFile } from '../aws/config-file.ts';
import type { Log } from '../aws/console-log.ts';
import { createQueue } from '../aws/queue.ts';
import { raise } from '../aws/raise.ts';
import { resend } from '../aws/resend.ts';
import { openTable } from '../aws/table/client.ts';
import { createBooking, readLedger, readPage, seal } from '../aws/table/ledger.ts';
import { listOverdue, putOff } from '../aws/table/overdue.ts';
import { recount } from '../aws/table/recount.ts';
import { listSilences, markAnnounced } from '../aws/table/silences.ts';
import { createTelemetry } from '../aws/telemetry.ts';
import { required, type Variables } from '../core/env.ts';
import { isActive, type Silence } from '../core/silence.ts';
import { type Patience, reconcile } from './reconcile.ts';

/** Patience of the scheduled run; the machine-local one is less patient, for nobody else writes there. */
const onAws: Patience = { overdueMs: 10 * 60_000, quietMs: 5 * 60_000, blankHours: 3, sealedForMs: 30 * 60_000 };

/** Open deliveries that one run moves, a shard; the next run takes the rest. */
const MOVED_AT_ONCE = 50;

/** The reconcile function over its environment. */
export function compose(variables: Variables, telemetry: { log: Log; flush(): void } = createTelemetry('reconcile')) {
  const table = openTable(variables);
  const queue = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const destinations = Object.keys(readConfigFile<'destinations'>(variables).destinations);
  const isOver = (silence: Silence, now: string) =>
    !silence.announced && silence.from <= now && !isActive(silence, now);
  return async (patience: Partial<Patience> = {}): Promise<void> => {
    await reconcile(
      Date.now(),
      { ...onAws, ...patience },
      {
        pages: () => readLedger(table),
        page: (hour) => readPage(hour, table),
        recount: (hour) => recount(hour, table),
        book: createBooking(table),
        seal: (hour, version, nowMs) => seal(hour, version, nowMs, table),
        overdue: (beforeMs) => listOverdue(beforeMs, MOVED_AT_ONCE, table),
        putOff: (overdue, untilMs) => putOff(overdue, untilMs, table),
        resend: (id, alertIds) => resend(id, queue, table, { alertIds }),
        endedSilences: async (now) => (await listSilences(table)).filter((silence) => isOver(silence, now)),
        markAnnounced: (silenceId) => markAnnounced(silenceId, table),
        raise: async (alert) => {
          await raise(alert, destinations, queue, table);
        },
        log: telemetry.log,
      },
    );
    telemetry.flush();
  };
}
