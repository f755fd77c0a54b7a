import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import { type Cell, type FormName, kindOf } from './cells.ts';
import { type Row, rowOf, type Verdict } from './rows.ts';

/** An object that is named by all its alerts may be stored once more in another batch, and nobody reads it. */
function ofBatch(expected: Expected, verdict: Verdict, { batch }: Connected): Expected {
  if (verdict === 'message') return ofManyTooLarge;
  const [least, most] = expected.acts;
  return batch?.isIdempotent === false
    ? { ...expected, acts: [least, most === 0 ? 0 : 2], isUnmarked: true }
    : expected;
}

/** What has to become of the alerts of a cell. */
export interface Expected {
  /** How each ends; `arrived` is delivered, or merged into what was delivered. */
  readonly final: 'arrived' | 'dead' | 'either';
  /** Why a dead one is dead. */
  readonly reason?: RegExp;
  /** How often the receiver acted on what carries an alert: at least, at most. */
  readonly acts: readonly [least: number, most: number];
  /** Nobody reads it: a second time is not marked. */
  readonly isUnmarked?: true;
  /** When the fallback is notified: never, once the delivery is hopeless, or after the time of the route. */
  readonly fallback: 'never' | 'at-once' | 'after' | 'either';
  /** Whether the circuit breaker is open half an hour after the beginning. */
  readonly circuit: 'open' | 'closed' | 'either';
}

type Safety = 'key' | 'look-up' | 'neither';

const safetyOf = ({ isIdempotent, lookup }: Connected): Safety =>
  isIdempotent ? 'key' : lookup === undefined ? 'neither' : 'look-up';

const gaveUp = /^gave_up_after_4h: /;

const passes: Expected = { final: 'arrived', acts: [1, 1], fallback: 'never', circuit: 'closed' };
const unconfirmed: Expected = {
  final: 'dead',
  reason: /^unconfirmed$/,
  acts: [0, 2],
  fallback: 'at-once',
  circuit: 'closed',
};

/** It waits until the receiver behaves, or until it is given up. */
const waits = ({ ends }: Cell, circuit: Expected['circuit'], acts: number): Expected =>
  ends === 'heals'
    ? { final: 'arrived', acts: [1, 1], fallback: 'after', circuit }
    : { final: 'dead', reason: gaveUp, acts: [acts, acts], fallback: 'after', circuit };

const sends = (row: Row): number => (row.isTaken ? 1 : 0);

/** A search that is answered by something else counts as none after a while: then it is sent once more. */
const ofUnconfirmed: Readonly<Record<Safety, (cell: Cell, row: Row) => Expected>> = {
  key: (cell, row) => waits(cell, 'open', sends(row)),
  'look-up': ({ ends }, row) => ({
    final: ends === 'heals' ? 'arrived' : 'dead',
    reason: /^(?:unconfirmed$|gave_up_after_4h: )/,
    acts: [ends === 'heals' ? 1 : sends(row), 2],
    fallback: 'either',
    circuit: 'either',
  }),
  neither: (_, row) => ({
    ...unconfirmed,
    acts: [2 * sends(row), 2 * sends(row)],
    fallback: 'after',
    circuit: 'open',
  }),
};

const knowsAgain: ReadonlySet<string> = new Set(['sns', 'webhook', 'webhook-template']);

const ofUncertain: Readonly<Record<Safety, (cell: Cell, row: Row) => Expected>> = {
  key: (cell, row) => waits(cell, 'either', sends(row)),
  // To the search it is an answer that says nothing, too.
  'look-up': (cell, row) =>
    cell.row === '409' ? ofUnconfirmed['look-up'](cell, row) : waits(cell, 'either', sends(row)),
  // A FIFO topic of SNS knows a message again for five minutes, and the mock receiver of webhooks an id.
  neither: ({ receiver }, row) => ({
    ...unconfirmed,
    acts: [(knowsAgain.has(receiver) ? 1 : 2) * sends(row), 2 * sends(row)],
  }),
};

const byVerdict: Readonly<Record<Verdict, (cell: Cell, row: Row, safety: Safety) => Expected>> = {
  passes: () => passes,
  message: () => ({ final: 'dead', reason: /413|too_large/, acts: [0, 0], fallback: 'at-once', circuit: 'closed' }),
  certain: (cell) => waits(cell, 'open', 0),
  alike: (cell) => waits(cell, 'either', 0),
  transient: (cell) => waits(cell, 'either', 0),
  limited: (cell) => waits(cell, 'closed', 0),
  uncertain: (cell, row, safety) => ofUncertain[safety](cell, row),
  unconfirmed: (cell, row, safety) => ofUnconfirmed[safety](cell, row),
};

/** What a token endpoint says is about the credential, unless it passes; nothing of the alert was sent. */
const atTokenEndpoint: Readonly<Record<Verdict, Verdict>> = {
  passes: 'passes',
  message: 'certain',
  certain: 'certain',
  alike: 'certain',
  transient: 'transient',
  limited: 'transient',
  uncertain: 'transient',
  unconfirmed: 'certain',
};

/** A body that was cut is no answer of a token endpoint. */
const tokenVerdict = (row: Row): Verdict => {
  const sent = row.sent({ at: 0, status: 200, headers: {}, body: '' });
  const isCut = sent.kind === 'answer' && sent.response.isCut === true;
  return isCut ? 'transient' : atTokenEndpoint[row.verdict];
};

/** The first request was lost, so the alert may have arrived from the beginning. */
function ofLookup(cell: Cell, row: Row, verdict: Verdict): Expected {
  const first = cell.form === 'look-up' ? 1 : 0;
  if (verdict === 'passes') return passes;
  if (verdict === 'message')
    return { ...byVerdict.message(cell, row, 'look-up'), acts: [first, first], fallback: 'either' };
  const isHealed = cell.ends === 'heals';
  const waiting: Expected = {
    final: isHealed ? 'arrived' : 'dead',
    reason: /^(?:unconfirmed$|gave_up_after_4h: )/,
    acts: [isHealed ? 1 : first, verdict === 'unconfirmed' || verdict === 'uncertain' ? 2 : 1],
    fallback: verdict === 'unconfirmed' || verdict === 'uncertain' ? 'either' : 'after',
    circuit: 'either',
  };
  return waiting;
}

/** 413 of a request with many alerts is tried for each: the third that is refused alike shows that it is not them. */
const ofManyTooLarge: Expected = {
  final: 'either',
  reason: /413|too_large/,
  acts: [0, 1],
  fallback: 'either',
  circuit: 'either',
};

/** The vendor says of each alert whether it was taken: what was not is sent again. */
const ofDivided: Expected = { final: 'arrived', acts: [1, 1], fallback: 'never', circuit: 'closed' };

/**
 * Splunk names the first event that it refuses: those before it may have been indexed, it is refused, those after it were
 * not seen. Sumo Logic says of none whether it was stored.
 */
const dividing: ReadonlyMap<string, Expected> = new Map([
  ['splunk', { ...ofManyTooLarge, reason: /^(?:unconfirmed|invalid_data_format)$/, acts: [0, 2] }],
  ['sumo', { ...ofManyTooLarge, reason: /^unconfirmed$/, acts: [0, 2] }],
]);

/** A reply has neither key nor look-up: it is sent twice at most, then it counts as sent, and is reported. */
const ofReply: Expected = { final: 'arrived', acts: [0, 2], fallback: 'either', circuit: 'either' };

/** Vendors that document a status alone, so that whatever body it has, or has not in full, confirms. */
const byStatus = [
  'datadog-logs',
  'sumo',
  'webhook',
  'webhook-template',
  's3',
  'google-secops',
  'qradar',
  'cef',
  'teams',
];
const byStatus204 = ['github-dispatch', 'sentinel', 'discord', 'discord-forum'];
/** Gateways that may have passed the request on, as the vendor or experience with it says. */
const gateways = ['servicenow', 'servicenow-event', 'github-dispatch', 'github-issues', 'gitlab-issues'];
const chats = ['teams', 'discord', 'discord-forum', 'google-chat', 'mattermost', 'telegram', 'google-secops'];
/** Their whole word comes within 30 bytes: `ok`, `{"text":"Success","code":0}`. */
const brief = ['slack', 'mattermost', 'splunk'];

const asRows = (receivers: readonly string[], verdict: Verdict, ...names: readonly string[]) =>
  receivers.flatMap((receiver) => names.map((name) => [`${name}/${receiver}`, verdict] as const));

/** What a misbehaviour means for a vendor, where that is something else than for the others. */
const exceptions: ReadonlyMap<string, Verdict> = new Map([
  ...asRows(byStatus, 'passes', 'empty-200', 'empty-204', 'hang-in-body', 'byte-a-second'),
  ...asRows(byStatus204, 'passes', 'empty-204'),
  ...asRows(['github-dispatch', 'sentinel'], 'passes', 'hang-in-body', 'byte-a-second'),
  ...asRows(brief, 'passes', 'byte-a-second'),
  ...asRows([...gateways, ...chats], 'uncertain', '504'),
  ...asRows(gateways, 'uncertain', '502-html'),
  ...asRows(['servicenow', 'servicenow-event'], 'certain', '415'),
  ['409/gitlab-issues', 'uncertain'],
  ['408/sumo', 'uncertain'],
  // It documents 200 alone.
  ['empty-204/sumo', 'unconfirmed'],
]);

/** The meaning of a misbehaviour for a destination type. */
export function verdictOf({ row, receiver, form }: Pick<Cell, 'row' | 'receiver' | 'form'>): Verdict {
  if (form === 'token') return tokenVerdict(rowOf(row));
  return exceptions.get(`${row}/${receiver}`) ?? rowOf(row).verdict;
}

const isReply = (form: FormName, { conversation }: Connected): boolean =>
  form === 'summary' && conversation !== undefined;

/** A ticket is asked for its state first; as long as that has no answer, no reply is sent. */
function ofUncertainReply(cell: Cell, row: Row, { conversation, isIdempotent }: Connected): Expected {
  // A vendor that knows a problem by its key takes a reply as often as it is sent.
  if (isIdempotent) return { ...waits(cell, 'either', 0), acts: [0, 1] };
  const isAnswered = row.sent({ at: 0, status: 200, headers: {}, body: '' }).kind === 'answer';
  return conversation?.closed === undefined || isAnswered ? ofReply : { ...waits(cell, 'either', 0), acts: [0, 1] };
}

/** What has to become of the alerts of a cell. */
export function expectedOf(cell: Cell): Expected {
  const row = rowOf(cell.row);
  const verdict = verdictOf(cell);
  const { connected } = kindOf(cell.receiver);
  if (row.keepEvents !== undefined) return dividing.get(cell.receiver) ?? ofDivided;
  if (cell.form === 'token') return byVerdict[verdict](cell, { ...row, isTaken: false }, safetyOf(connected));
  if (cell.form.startsWith('look-up')) return ofLookup(cell, row, verdict);
  if (isReply(cell.form, connected) && (verdict === 'uncertain' || verdict === 'unconfirmed'))
    return ofUncertainReply(cell, row, connected);
  const expected = byVerdict[verdict](cell, row, safetyOf(connected));
  if (cell.form === 'batch') return ofBatch(expected, verdict, connected);
  // A vendor that knows a problem by its key, or a thread of mails, counts a reply; no new message arrives.
  return isReply(cell.form, connected) ? { ...expected, acts: [0, 1] } : expected;
}
