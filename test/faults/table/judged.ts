import { type Cell, kindOf } from './cells.ts';
import { type Expected, expectedOf, verdictOf } from './expected.ts';
import { AFTER_MS, type Moments } from './play.ts';
import { rowOf } from './rows.ts';
import type { Seen, SeenAlert } from './seen.ts';

/** Reconcile looks every minute, and what it finds takes a turn. */
const SLACK_MS = 2 * 60_000;

interface Case {
  readonly cell: Cell;
  readonly expected: Expected;
  readonly during: Seen;
  readonly after: Seen;
  /** The alerts that met the misbehaviour. */
  readonly concerned: readonly SeenAlert[];
}

/** What of a cell is not as it has to be, in words. */
type Check = (each: Case) => readonly string[];

const isGroup = ({ form }: Cell): boolean => form === 'summary' || form === 'digest';
const arrived: ReadonlySet<string> = new Set(['delivered', 'merged']);

const saying = (wrong: boolean, text: string): string[] => (wrong ? [text] : []);
const each = ({ concerned }: Case, check: (alert: SeenAlert) => readonly string[]): string[] =>
  concerned.flatMap((alert) => check(alert).map((text) => `${alert.id.slice(-6)}: ${text}`));

const atRest: Check = ({ after }) =>
  saying(!after.left.endsWith('open: ') || !after.left.startsWith('0 webhooks, 0 '), `never at rest: ${after.left}`);

const balanced: Check = ({ during, after }) => [...during.miscounted, ...after.miscounted];

const wellFormed: Check = ({ cell, after: { problems } }) =>
  saying(rowOf(cell.row).keepEvents === undefined && problems.length > 0, `the receiver had problems: ${problems[0]}`);

const wasMet: Check = ({ after: { met } }) => saying(met === 0, 'the misbehaviour was never met');

/** Final states, and the reasons of dead ones: a destination's fault kills nothing before its time is over. */
const ended: Check = (given) =>
  each(given, ({ state: { status, reason = '' } }) => {
    const { final, reason: why } = given.expected;
    const isArrived = arrived.has(status);
    if (final === 'arrived' && !isArrived) return [`had to arrive, is ${status} (${reason})`];
    if (final === 'dead' && status !== 'dead') return [`had to be dead, is ${status} (${reason})`];
    return saying(status === 'dead' && why?.test(reason) !== true, `is dead of ${reason}, had to be of ${why}`);
  });

/** No look-up and no key: sent twice at most, whatever happens. */
const repeatedOnce: Check = ({ cell, after: { alerts, carriers } }) => {
  const { isIdempotent, lookup } = kindOf(cell.receiver).connected;
  if (isIdempotent || lookup !== undefined) return [];
  const all = [...alerts.map(({ state }) => state), ...carriers];
  return all.flatMap(({ id, attempts }) => {
    const uncertain = attempts.filter(({ outcome }) => outcome === 'unknown').length;
    return saying(uncertain > 2, `${id} was sent ${uncertain} times without knowing`);
  });
};

/** How often the receiver acted on each alert; a second time says that it may be a repeat. */
const acted: Check = (given) => {
  const { cell, expected, after } = given;
  if (isGroup(cell)) return carried(given);
  return each(given, ({ id }) => {
    const acts = after.acts.filter(({ alertIds }) => alertIds.includes(id));
    const [least, most] = expected.acts;
    return [
      ...saying(
        acts.length < least || acts.length > most,
        `acted on ${acts.length} times, had to be ${least} to ${most}`,
      ),
      ...saying(
        expected.isUnmarked !== true && acts.slice(1).some(({ isMarked }) => !isMarked),
        'acted on again, and not marked as a possible repeat',
      ),
    ];
  });
};

/** What carries alerts that met the misbehaviour is one message; the first one of all came before. */
const carried: Check = ({
  expected: {
    acts: [least, most],
  },
  after,
}) => {
  const acts = after.acts.slice(1);
  return [
    ...saying(
      acts.length < least || acts.length > most,
      `acted on ${acts.length} messages, had to be ${least} to ${most}`,
    ),
    ...saying(
      acts.slice(1).some(({ isMarked }) => !isMarked),
      'a second message is not marked as a possible repeat',
    ),
  ];
};

/** What of the time of a notification is wrong; `waitedMs` is nothing when there was none. */
const whens: Readonly<Record<Expected['fallback'], (waitedMs: number | undefined) => boolean>> = {
  either: () => false,
  never: (waitedMs) => waitedMs !== undefined,
  after: (waitedMs = 0) => waitedMs < AFTER_MS || waitedMs > AFTER_MS + SLACK_MS,
  'at-once': (waitedMs = Number.POSITIVE_INFINITY) => waitedMs > AFTER_MS,
};

/** The fallback is notified once: when a delivery is known to be hopeless, else after the time of the route. */
const notified: Check = (given) =>
  each(given, ({ notifiedMs, receivedMs }) => {
    const { fallback } = given.expected;
    const waited = notifiedMs.map((ms) => ms - receivedMs);
    return [
      ...saying(waited.length > 1, `the fallback was notified ${waited.length} times`),
      ...saying(whens[fallback](waited[0]), `the fallback was notified after ${waited[0]} ms, had to be ${fallback}`),
    ];
  });

/** Nobody else is notified: the first message of a problem or digest arrived before. */
const others: Check = ({ after, concerned }) =>
  after.alerts
    .filter((alert) => !concerned.includes(alert))
    .flatMap(({ notifiedMs, state }) => [
      ...saying(notifiedMs.length > 0, 'the fallback was notified of an alert that had arrived'),
      ...saying(!arrived.has(state.status), `an alert that had arrived is ${state.status}`),
    ]);

const circuit: Check = ({ expected, during }) => {
  const isOpen = during.circuit !== undefined;
  if (expected.circuit === 'either') return [];
  return saying(
    isOpen !== (expected.circuit === 'open'),
    `the circuit breaker is ${isOpen ? `open (${during.circuit})` : 'closed'}, had to be ${expected.circuit}`,
  );
};

/** While it lasts, nothing that will be sent is dead, and nothing that did not arrive is called delivered. */
const waiting: Check = ({ cell, expected, during, concerned }) => {
  const seen = during.alerts.filter(({ id }) => concerned.some((alert) => alert.id === id));
  if (verdictOf(cell) === 'passes' || expected.final === 'either') return [];
  return seen.flatMap(({ id, state: { status, reason } }) => [
    ...saying(
      status === 'dead' && expected.fallback === 'after',
      `${id.slice(-6)} is dead (${reason}) while it has to wait`,
    ),
    ...saying(
      arrived.has(status) && expected.acts[0] > 0 && during.acts.length === (isGroup(cell) ? 1 : 0),
      `${id.slice(-6)} is ${status} and the receiver did not act`,
    ),
  ]);
};

const count = (chat: readonly string[], pattern: RegExp): number => chat.filter((title) => pattern.test(title)).length;

const isCredential = (cell: Cell): boolean => cell.form === 'token' || /^(?:401|403|smtp-535)$/.test(cell.row);

/** System alerts: one when the circuit breaker opens and one when it closes, one for what is dead or uncertain, and no other. */
const reported: Check = ({ cell, after: { chat, alerts, carriers, circuit: left } }) => {
  const opened = count(chat, /^Alerts do not reach /);
  const closed = count(chat, /^Alerts reach .* again$/);
  const states = [...alerts.map(({ state }) => state), ...carriers];
  const isDead = states.some(({ status }) => status === 'dead');
  const dead = count(chat, /did not reach /);
  const uncertain = count(chat, /may or may not have reached /);
  const title = chat.find((each) => each.startsWith('Alerts do not reach '));
  return [
    ...saying(opened > 1, `the chat was told ${opened} times that the circuit breaker opened`),
    ...saying(
      closed !== (left === undefined ? opened : opened - 1),
      `the circuit breaker opened ${opened} times, and the chat got ${closed} messages that it closed`,
    ),
    ...saying(
      isDead !== dead > 0,
      `${isDead ? 'something' : 'nothing'} is dead, and the chat got ${dead} reports of that`,
    ),
    ...saying(
      states.some(({ reason = '' }) => reason.startsWith('unconfirmed')) && uncertain === 0,
      'nobody was asked to confirm',
    ),
    ...saying(title?.includes('credential') === true && !isCredential(cell), `a title does not fit: ${title}`),
    ...saying(chat.length !== opened + closed + dead + uncertain, `the chat got something else: ${chat.join(' | ')}`),
  ];
};

const checks: readonly Check[] = [
  atRest,
  balanced,
  wellFormed,
  wasMet,
  ended,
  repeatedOnce,
  acted,
  notified,
  others,
  circuit,
  waiting,
  reported,
];

/** The alerts that met the misbehaviour: all, but those whose message came before it. */
function concernedIn(cell: Cell, { alerts }: Seen): readonly SeenAlert[] {
  if (cell.form === 'summary') return alerts.toSorted((a, b) => a.receivedMs - b.receivedMs).slice(1);
  if (cell.form === 'digest')
    return alerts.filter(({ state }) => state.attempts.length !== 1 || state.status !== 'delivered');
  return alerts;
}

/** Everything of a played cell that is not as it has to be. */
export function problemsOf(cell: Cell, { during, after }: Moments<Seen>): readonly string[] {
  const given = { cell, expected: expectedOf(cell), during, after, concerned: concernedIn(cell, after) };
  return checks.flatMap((check) => check(given));
}
