import * as z from 'zod/mini';
import {
  type Canary,
  type CanaryFault,
  type CanaryProblem,
  type CanarySettings,
  canaryAlert,
  canaryProblemAlert,
  canaryRecoveredAlert,
} from '../../domain/canary.ts';
import type { DeliveryState } from '../../domain/delivery.ts';
import { canaryMessage } from '../canary-message.ts';
import { emitSystemAlert, type SystemAlertPorts } from '../emit-system-alert.ts';
import type { Queues, Stores } from '../ports/index.ts';

export interface CanaryPorts
  extends SystemAlertPorts,
    Pick<Stores, 'deliveries' | 'notes'>,
    Pick<Queues, 'webhookQueue'> {
  /** Absent where the configuration has no canaries. */
  readonly canary?: CanarySettings;
  newId(): string;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Longer than a run. */
const TURN_MS = 3 * 60_000;
const KEPT_MS = 30 * 24 * 60 * 60_000;

const Round = z.strictObject({ sentAt: z.string(), isChecked: z.boolean() });
/** The latest canary of a route. */
type Round = z.infer<typeof Round>;

const Known = z.strictObject({ fault: z.enum(['lost', 'late', 'doubled']), since: z.string() });

const roundKey = (route: string): string => `canary/${route}`;
const turnKey = (route: string): string => `canary-turn/${route}`;
const problemKey = (route: string, destination: string | undefined): string =>
  `canary-problem/${route}/${destination ?? ''}`;

const jsonIn = (text: string | undefined): unknown =>
  text === undefined || text === '' ? undefined : JSON.parse(text);

const write = (key: string, value: object | undefined, nowMs: number, { notes }: CanaryPorts): Promise<void> =>
  notes.replace(key, value === undefined ? '' : JSON.stringify(value), nowMs + KEPT_MS);

const roundOf = async (route: string, nowMs: number, { notes }: CanaryPorts): Promise<Round | undefined> =>
  Round.safeParse(jsonIn(await notes.read(roundKey(route), nowMs))).data;

/** What is wrong with one delivery of a canary; nothing when it arrived once, in time. */
function faultOf({ status, attempts }: DeliveryState): CanaryFault | undefined {
  if (status !== 'delivered') return 'late';
  const isDoubtful = attempts.some(({ outcome }) => outcome === 'unknown');
  return isDoubtful || attempts.filter(({ outcome }) => outcome === 'delivered').length > 1 ? 'doubled' : undefined;
}

/** How a canary fares: by destination what is wrong; without an alert it was lost. */
interface Faring {
  readonly isOver: boolean;
  readonly places: readonly { readonly destination?: string; readonly fault?: CanaryFault; readonly state: string }[];
}

const stateText = ({ status, reason }: DeliveryState): string =>
  reason === undefined ? status : `${status}: ${reason}`;

async function faringOf(route: string, { sentAt }: Round, { alerts, deliveries }: CanaryPorts): Promise<Faring> {
  const { id } = canaryAlert({ route, sentAt, isOver: false }, sentAt);
  const row = await alerts.load(id);
  if (row === undefined) return { isOver: false, places: [{ fault: 'lost', state: 'no alert' }] };
  const states = await deliveries.states({ alertId: id, ...row });
  const places = states.map((each) => {
    const fault = faultOf(each);
    return { destination: each.destination, state: stateText(each), ...(fault === undefined ? {} : { fault }) };
  });
  return { isOver: states.every(({ status }) => status === 'delivered'), places: [{ state: '' }, ...places] };
}

type Place = Faring['places'][number];

/** Reports a problem once, and once that it is over. The alert is emitted before it is noted, always with the same id. */
async function settlePlace(
  { destination, fault, state }: Place,
  { route, sentAt }: Canary,
  nowMs: number,
  settings: CanarySettings,
  ports: CanaryPorts,
): Promise<void> {
  const key = problemKey(route, destination);
  const known = Known.safeParse(jsonIn(await ports.notes.read(key, nowMs))).data;
  if ((fault === undefined) === (known === undefined)) return;
  const at = { route, state, ...(destination === undefined ? {} : { destination }) };
  const concerning = destination === undefined ? {} : { concerned: destination };
  const problem: CanaryProblem = { ...at, fault: known?.fault ?? fault ?? 'late', since: known?.since ?? sentAt };
  const alert =
    known === undefined
      ? canaryProblemAlert(problem, settings.deadlineSeconds, nowMs)
      : canaryRecoveredAlert(problem, nowMs);
  await emitSystemAlert(alert, concerning, ports);
  ports.log(known === undefined ? 'canary.failed' : 'canary.recovered', { ...at, fault: problem.fault });
  await write(key, known === undefined ? { fault: problem.fault, since: sentAt } : undefined, nowMs, ports);
}

const send = (canary: Canary, nowMs: number, { webhookQueue }: CanaryPorts): Promise<void> =>
  webhookQueue.send([canaryMessage(canary, nowMs)]);

/**
 * Does what a round is due for, unless another run is at it, or has done it since: runs may overlap. The round is read again
 * when no other run can change it.
 */
async function inTurn(
  route: string,
  seen: Round | undefined,
  nowMs: number,
  ports: CanaryPorts,
  work: () => Promise<void>,
): Promise<void> {
  const { notes, newId } = ports;
  const key = turnKey(route);
  if ((await notes.add(key, newId(), nowMs + TURN_MS, nowMs)) !== undefined) return;
  try {
    const round = await roundOf(route, nowMs, ports);
    if (round?.sentAt === seen?.sentAt && round?.isChecked === seen?.isChecked) await work();
  } finally {
    await notes.replace(key, '', nowMs);
  }
}

/** Checks a canary when it has arrived everywhere, or when its deadline is over; closes what it opened. */
async function check(
  route: string,
  round: Round,
  nowMs: number,
  settings: CanarySettings,
  ports: CanaryPorts,
): Promise<void> {
  const faring = await faringOf(route, round, ports);
  const deadlineMs = Date.parse(round.sentAt) + settings.deadlineSeconds * 1000;
  if (!faring.isOver && nowMs < deadlineMs) return;
  const canary: Canary = { route, sentAt: round.sentAt, isOver: true };
  await inTurn(route, round, nowMs, ports, async () => {
    for (const place of faring.places) await settlePlace(place, canary, nowMs, settings, ports);
    await send(canary, nowMs, ports);
    await write(roundKey(route), { ...round, isChecked: true }, nowMs, ports);
  });
}

async function watchRoute(route: string, nowMs: number, settings: CanarySettings, ports: CanaryPorts): Promise<void> {
  const round = await roundOf(route, nowMs, ports);
  if (round !== undefined && !round.isChecked) return check(route, round, nowMs, settings, ports);
  if (round !== undefined && nowMs < Date.parse(round.sentAt) + settings.everySeconds * 1000) return;
  const sentAt = new Date(nowMs).toISOString();
  await inTurn(route, round, nowMs, ports, async () => {
    // Noted before it is sent: one that is noted and was not sent is reported as lost.
    await write(roundKey(route), { sentAt, isChecked: false }, nowMs, ports);
    await send({ route, sentAt, isOver: false }, nowMs, ports);
  });
}

/** Sends the canaries that are due, and reports those that were lost, late or doubled. */
export async function watchCanaries(nowMs: number, ports: CanaryPorts): Promise<void> {
  const { canary } = ports;
  for (const route of canary?.routes ?? []) if (canary !== undefined) await watchRoute(route, nowMs, canary, ports);
}
