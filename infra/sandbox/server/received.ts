import { defined } from '../../../lambdas/domain/values/json-fields.ts';
import { alertIdsIn, type Item, type Verdict } from '../_kit/receiver.ts';
import { perReceiver, type ReceiverName, receiverNames } from '../registry.ts';

/** What a receiver noted about one thing it was sent. */
export interface SandboxReceipt {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly receiver: ReceiverName;
  /** `message`, `chat.update`, `issue.create`, `search`, `event`, … */
  readonly operation: string;
  /** Truly taken by the receiver, whatever the sender was answered. */
  readonly ok: boolean;
  /** What was answered; 0 when the connection was cut. */
  readonly status: number;
  /** One line for people: the title of the alert, or what was wrong. */
  readonly summary: string;
  /** New to the reader: not an update, a look, or a repeat under a known key. */
  readonly arrived: boolean;
  readonly alertId?: string | undefined;
  /** More than one in a digest. */
  readonly alertIds: readonly string[];
  readonly problem?: string | undefined;
  readonly fault?: string | undefined;
  readonly body: unknown;
}

export interface Counters {
  requests: number;
  /** Messages, issues and events that arrived. */
  arrived: number;
  /** Requests the receiver did not take. */
  refused: number;
  /** Requests with a fault. */
  faults: number;
}

/** One request with what became of it. */
export interface Entry {
  readonly at: number;
  readonly receiver: ReceiverName;
  readonly verdict: Verdict;
  readonly status: number;
  readonly fault?: string;
  readonly body: unknown;
}

const MAX_RECEIPTS = 5000;

/** What was sent but left nothing: a look, a refusal, or the rest of a batch that failed half-way. */
function remainder({ verdict: { operation, ok, problem, items }, body }: Entry): readonly Item[] {
  if (items.length > 0 && (ok || items.some(({ arrived }) => !arrived))) return [];
  return [{ summary: problem ?? operation, body, alertIds: alertIdsIn(body), arrived: false }];
}

function receiptsOf(entry: Entry): SandboxReceipt[] {
  const { at, receiver, verdict, status, fault } = entry;
  const { operation, ok, problem, items } = verdict;
  return [...items, ...remainder(entry)].map(({ summary, body, alertIds, arrived }) =>
    defined({
      at: new Date(at).toISOString(),
      receiver,
      operation,
      ok: ok || arrived,
      status,
      summary: summary || operation,
      arrived,
      alertId: alertIds[0],
      alertIds,
      problem,
      fault,
      body,
    }),
  );
}

function tally(counter: Counters, { verdict, fault }: Entry, arrived: number): void {
  counter.requests += 1;
  counter.arrived += arrived;
  counter.refused += verdict.ok ? 0 : 1;
  counter.faults += fault === undefined ? 0 : 1;
}

/** The newest receipts, and counts that forget nothing. */
export function receivedLog() {
  let receipts: SandboxReceipt[] = [];
  let counters = perReceiver<Counters>(() => ({ requests: 0, arrived: 0, refused: 0, faults: 0 }));
  let times = perReceiver(() => new Map<string, number>());

  return {
    add(entry: Entry): void {
      const noted = receiptsOf(entry);
      const arrivals = noted.filter(({ arrived }) => arrived);
      tally(counters[entry.receiver], entry, arrivals.length);
      const map = times[entry.receiver];
      for (const id of arrivals.flatMap(({ alertIds }) => alertIds)) map.set(id, (map.get(id) ?? 0) + 1);
      receipts.push(...noted);
      if (receipts.length > MAX_RECEIPTS * 1.1) receipts = receipts.slice(-MAX_RECEIPTS);
    },
    list: (): readonly SandboxReceipt[] => receipts.slice(-MAX_RECEIPTS),
    counters: (): Readonly<Record<ReceiverName, Readonly<Counters>>> => counters,
    /** How often each alert arrived, by receiver. */
    counts: (): Readonly<Record<ReceiverName, ReadonlyMap<string, number>>> => times,
    clear(): void {
      receipts = [];
      counters = perReceiver(() => ({ requests: 0, arrived: 0, refused: 0, faults: 0 }));
      times = perReceiver(() => new Map<string, number>());
    },
  };
}
export type ReceivedLog = ReturnType<typeof receivedLog>;

/** The log as `GET /received.json` shows it. */
export const asJson = (log: ReceivedLog) => ({
  receipts: log.list(),
  counters: log.counters(),
  counts: Object.fromEntries(receiverNames.map((name) => [name, Object.fromEntries(log.counts()[name])])),
});
