import type { DeliveryState } from '../../../lambdas/domain/delivery.ts';
import type { StoredAlert } from '../../../lambdas/engine/ports/alerts.ts';
import { miscounted } from '../account.ts';
import type { Stage } from './play.ts';

/** One alert at the destination of the cell. */
export interface SeenAlert {
  readonly id: string;
  readonly receivedMs: number;
  readonly state: DeliveryState;
  /** When the fallback was notified of it (epoch ms). */
  readonly notifiedMs: readonly number[];
}

/** What can be seen of a cell at a moment. */
export interface Seen {
  /** The alerts that were accepted. */
  readonly alerts: readonly SeenAlert[];
  /** The messages of Tocsin at the destination of the cell: digests and summaries. */
  readonly carriers: readonly DeliveryState[];
  readonly circuit: string | undefined;
  /** What the receiver acted on: its operation and the alerts in it, in order. */
  readonly acts: readonly {
    readonly operation: string;
    readonly atMs: number;
    readonly alertIds: readonly string[];
    readonly isMarked: boolean;
  }[];
  /** The titles of system alerts in the chat, each as often as it came. */
  readonly chat: readonly string[];
  /** Requests that met the misbehaviour. */
  readonly met: number;
  readonly miscounted: readonly string[];
  readonly left: string;
  readonly problems: readonly string[];
}

interface Row {
  readonly stored: StoredAlert;
  readonly state: DeliveryState;
}

async function rowsOf({ world }: Stage): Promise<Row[]> {
  const ids = await world.store.alertIds();
  const all = await Promise.all(
    ids.map(async (alertId) => {
      const stored = await world.stores.alerts.load(alertId);
      if (stored === undefined) return [];
      return (await world.stores.deliveries.states({ alertId, ...stored })).map((state) => ({ state, stored }));
    }),
  );
  return all.flat();
}

const marked = /possibl[ey][ _-]?(?:a )?(?:repeat|duplicate)/i;

const actsOf = ({ faulty: { vendor } }: Stage): Seen['acts'] =>
  vendor
    .received()
    .filter(({ arrived }) => arrived)
    .map(({ operation, at, alertIds, body }) => ({
      operation,
      atMs: Date.parse(at),
      alertIds,
      isMarked: marked.test(JSON.stringify(body)),
    }));

function alertsOf({ world, faulty }: Stage, rows: readonly Row[]): SeenAlert[] {
  const backup = world.receivers.get('backup')?.arrivals ?? [];
  return rows
    .filter(({ state, stored }) => state.destination === faulty.vendor.id && stored.alert.source !== 'tocsin')
    .map(({ state, stored: { alert } }) => ({
      id: alert.id,
      receivedMs: Date.parse(alert.receivedAt),
      state,
      notifiedMs: backup.filter(({ alertId }) => alertId === alert.id).map(({ atMs }) => atMs),
    }));
}

/** Everything that a cell is judged by. */
export async function look(stage: Stage): Promise<Seen> {
  const { world, faulty } = stage;
  const rows = await rowsOf(stage);
  const titles = new Map(rows.map(({ stored: { alert } }) => [alert.id, alert.title]));
  const chat = world.receivers.get('chat')?.arrivals ?? [];
  return {
    alerts: alertsOf(stage, rows),
    carriers: rows
      .filter(({ state, stored }) => state.destination === faulty.vendor.id && stored.alert.source === 'tocsin')
      .map(({ state }) => state),
    circuit: (await world.stores.circuits.read(faulty.vendor.id))?.reason,
    acts: actsOf(stage),
    chat: chat.map(({ alertId }) => titles.get(alertId) ?? alertId),
    met: faulty.met,
    miscounted: await miscounted(world),
    left: await world.left(),
    problems: faulty.vendor
      .received()
      .flatMap(({ problem, fault }) => (problem === undefined || fault !== undefined ? [] : [problem])),
  };
}
