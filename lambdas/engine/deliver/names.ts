import type { Connected } from '../../destinations/_kit/connected.ts';
import type { NamePage } from '../../destinations/_kit/define-destination.ts';
import type { DeliveryTarget } from '../../domain/delivery-target.ts';
import { tryOr } from './attempt.ts';
import { hasTimeFor, type Worker } from './worker.ts';

/** Requests for parts of a vendor's list that are made for one name. */
const MOST_LISTS = 20;
/** After an answer without the id the name is used as it is, and asked for again after this. */
const AGAIN_MS = 10 * 60_000;

interface Known {
  readonly target: DeliveryTarget | undefined;
  readonly untilMs: number;
}

/** By connected destination, so that other settings or secrets ask anew. */
const known = new WeakMap<Connected, Known>();
const asking = new WeakMap<Connected, Promise<Known>>();

async function listed(connected: Connected, cursor: string | undefined, worker: Worker): Promise<NamePage> {
  const { names, timeoutMs } = connected;
  const request = tryOr(() => names?.render(cursor), undefined);
  if (names === undefined || request === undefined) return { kind: 'refused', reason: 'render_failed' };
  const sent = await worker.ports.send(request, { timeoutMs });
  if (sent.kind !== 'answer') return { kind: 'refused', reason: sent.reason };
  return tryOr(() => names.read(sent.response, cursor), { kind: 'refused', reason: 'unclassified_response' });
}

async function search(connected: Connected, worker: Worker): Promise<NamePage> {
  let cursor: string | undefined;
  for (let n = 0; n < MOST_LISTS; n += 1) {
    // Its own request has to fit after it.
    if (!hasTimeFor(2, connected, worker)) return { kind: 'refused', reason: 'deferred' };
    const found = await listed(connected, cursor, worker);
    if (found.kind !== 'more') return found;
    cursor = found.cursor;
  }
  return { kind: 'refused', reason: 'too_many_names' };
}

async function ask(destination: string, connected: Connected, worker: Worker): Promise<Known> {
  const found = await search(connected, worker);
  const target = found.kind === 'found' ? found.target : undefined;
  const fields = found.kind === 'refused' ? { reason: found.reason } : { ...target };
  worker.ports.log('target.resolved', { destination, outcome: found.kind, ...fields });
  const result = { target, untilMs: target === undefined ? worker.ports.now() + AGAIN_MS : Number.POSITIVE_INFINITY };
  known.set(connected, result);
  return result;
}

/** Asks once, however many workers of this process want to know. */
function askOnce(destination: string, connected: Connected, worker: Worker): Promise<Known> {
  const running = asking.get(connected) ?? ask(destination, connected, worker).finally(() => asking.delete(connected));
  asking.set(connected, running);
  return running;
}

/**
 * The destination with the id of what its settings name. Where the vendor does not give one (a missing scope, an error) the
 * name stays, which its API takes for new messages: no alert waits for it.
 */
export async function withIds(destination: string, connected: Connected, worker: Worker): Promise<Connected> {
  if (connected.names === undefined) return connected;
  const last = known.get(connected);
  const { target } =
    last !== undefined && worker.ports.now() < last.untilMs ? last : await askOnce(destination, connected, worker);
  if (target === undefined) return connected;
  const found = await worker.ports.destination(destination, { ...connected.target, ...target });
  return typeof found === 'string' ? connected : found;
}
