import { defined } from '../../domain/values/json-fields.ts';
import type { Claim, ClaimedDelivery } from '../../engine/ports/deliveries.ts';
import { readStatus, readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { attemptsIn, claimAgain, claimNew, hasEnded, heldUntil, readDelivery } from './delivery-rows.ts';
import type { Held } from './known.ts';
import { relist } from './listed.ts';
import type { Subject } from './subjects.ts';

/** A worker, as the owner of leases: those of earlier runs of the process begin otherwise, and hold no more. */
export interface Owner {
  readonly run: string;
  readonly name: string;
}

export const ownerText = ({ run, name }: Owner): string => `${run}${name}`;

function splitOutOf(n: number, database: Database): { readonly splitOut?: readonly string[] } {
  if (n > 0) return {};
  const row = database.sql('SELECT split_out FROM batch WHERE n = ?').get(-n);
  const text = row === undefined ? undefined : textOrNothing(row, 'split_out');
  return text === undefined ? {} : { splitOut: readTexts(text) };
}

/** What a member of a group was merged into, and why. */
function membershipIn(row: Row): Pick<ClaimedDelivery, 'mergedInto' | 'reason'> {
  const mergedInto = textOrNothing(row, 'merged_into');
  return mergedInto === undefined ? {} : defined({ mergedInto, reason: textOrNothing(row, 'reason') });
}

const claimedFrom = (row: Row, subject: Subject, nowMs: number, database: Database): Claim => ({
  kind: 'claimed',
  before: readStatus(textIn(row, 'status')),
  counted: readStatus(textIn(row, 'counted')),
  attempts: attemptsIn(row, nowMs),
  firstAt: numberIn(row, 'first'),
  ...membershipIn(row),
  ...splitOutOf(subject.n, database),
});

function claimKnown(subject: Subject, owner: Owner, nowMs: number, database: Database): Claim {
  const row = readDelivery(subject, database);
  if (row === undefined || hasEnded(row)) return { kind: 'completed' };
  const untilMs = heldUntil(row, nowMs, owner.run);
  if (untilMs !== undefined) return { kind: 'leased', untilMs };
  const claimed = claimedFrom(row, subject, nowMs, database);
  relist(subject, readStatus(textIn(row, 'status')), 'sending', database);
  claimAgain(subject, ownerText(owner), nowMs, database);
  return claimed;
}

/** The answer to a claim, and what of it a later settlement needs. */
export interface Taken {
  readonly claim: Claim;
  readonly held?: Held;
}

function taken(claim: Claim, subject: Subject, owner: Owner): Taken {
  // The members of a batch may leave it meanwhile.
  if (claim.kind !== 'claimed' || subject.n < 0) return { claim };
  return { claim, held: { subject, owner: ownerText(owner), counted: claim.counted } };
}

/**
 * Takes a delivery (or a batch) for one worker, or says why not. It succeeds in exactly three cases: nobody had it; it
 * waits and is due; the lease of the worker that had it has ended. What is not kept any more is done with.
 */
export function claim(subject: Subject | undefined, owner: Owner, nowMs: number, database: Database): Taken {
  if (subject === undefined) return { claim: { kind: 'completed' } };
  const claimed = claimNew(subject, ownerText(owner), nowMs, database)
    ? ({ kind: 'claimed', before: 'queued', counted: subject.counted, attempts: [], firstAt: nowMs } as const)
    : claimKnown(subject, owner, nowMs, database);
  return taken(claimed, subject, owner);
}
