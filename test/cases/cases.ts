/** Payloads of real senders that were once misread, and what their alerts must say. */
import * as z from 'zod/mini';
import { readTable } from '../conformance/tables.ts';

const Input = z.strictObject({
  type: z.string(),
  headers: z.optional(z.record(z.string(), z.string())),
  payload: z.unknown(),
});

const Expect = z.strictObject({
  alerts: z.optional(z.number()),
  delivered: z.optional(z.boolean()),
  /** Whether people get a message of it although its finding was there before. */
  toldAnew: z.optional(z.boolean()),
  title: z.optional(z.string()),
  severity: z.optional(z.string()),
  state: z.optional(z.string()),
  action: z.optional(z.string()),
  type: z.optional(z.string()),
  url: z.optional(z.string()),
  occurredAt: z.optional(z.string()),
  attack: z.optional(z.array(z.string())),
  actor: z.optional(z.record(z.string(), z.string())),
  target: z.optional(z.record(z.string(), z.string())),
  /** A text that stands in a typed place, whichever it belongs to. */
  place: z.optional(z.string()),
  fingerprintDiffersFrom: z.optional(z.string()),
  fingerprintEquals: z.optional(z.string()),
});

const Case = z.strictObject({
  expect: Expect,
  /** The case that its sender sends before it. */
  after: z.optional(z.string()),
  /** What its sender sent before it, by the fields at the top in which it differed. */
  sent: z.optional(z.record(z.string(), z.unknown())),
  why: z.string(),
  source: z.string(),
  shape: z.optional(z.string()),
});

export type CaseInput = z.infer<typeof Input>;
export type Expected = z.infer<typeof Expect>;

const inputs = z.record(z.string(), Input).parse(readTable('typed-places/cases'));
const cases = z.record(z.string(), Case).parse(readTable('cases'));

export const caseNames = Object.keys(cases);

export function inputOf(name: string): CaseInput {
  const input = inputs[name];
  if (input === undefined) throw new Error(`test/fixtures/typed-places/cases.json has no case ${name}`);
  return input;
}

function caseOf(name: string): z.infer<typeof Case> {
  const found = cases[name];
  if (found === undefined) throw new Error(`test/fixtures/cases.json has no case ${name}`);
  return found;
}

export const expectedOf = (name: string): Expected => caseOf(name).expect;

/** What its sender sent before it; nothing where that is a case of its own, or was nothing. */
export function sentBefore(name: string): unknown {
  const { sent } = caseOf(name);
  return sent === undefined ? undefined : { ...Object(inputOf(name).payload), ...sent };
}

/** The case that comes before another one at the same source. */
export function beforeOf(name: string): string | undefined {
  const { after, expect } = caseOf(name);
  return after ?? expect.fingerprintEquals ?? expect.fingerprintDiffersFrom;
}
