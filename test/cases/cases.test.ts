/** Payloads of real senders that were once misread, through the route stage, against what their alerts must say. */

import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { readTable } from '../conformance/tables.ts';
import { alertsThrough } from './through.ts';

const Input = z.strictObject({
  type: z.string(),
  headers: z.optional(z.record(z.string(), z.string())),
  payload: z.unknown(),
});

const Expect = z.strictObject({
  alerts: z.optional(z.number()),
  /** Of a case that goes through a whole system: `test/pipeline`. */
  delivered: z.optional(z.boolean()),
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
  why: z.string(),
  source: z.string(),
  shape: z.optional(z.string()),
});

const inputs = z.record(z.string(), Input).parse(readTable('typed-places/cases'));
const cases = Object.entries(z.record(z.string(), Case).parse(readTable('cases')));

async function alertsOf(name: string): Promise<readonly Alert[]> {
  const input = inputs[name];
  if (input === undefined) throw new Error(`test/fixtures/typed-places/cases.json has no case ${name}`);
  return alertsThrough(input.type, input.payload, input.headers);
}

/** A title between slashes is a regular expression; with `once` behind it, it matches exactly once. */
function expectTitle(title: string, wanted: string): void {
  const [, pattern, flags = '', once] = /^\/(.+)\/([a-z]*)( once)?$/.exec(wanted) ?? [];
  expect(title).toMatch(pattern === undefined ? wanted : new RegExp(pattern, flags));
  if (pattern !== undefined && once !== undefined)
    expect(title.match(new RegExp(pattern, `g${flags}`))).toHaveLength(1);
}

const same = ['severity', 'state', 'action', 'type', 'url', 'occurredAt'] as const;

function expectFields(alert: Alert, wanted: z.infer<typeof Expect>): void {
  const { title, attack, actor, target, place } = wanted;
  for (const name of same) if (wanted[name] !== undefined) expect(alert[name]).toBe(wanted[name]);
  if (title !== undefined) expectTitle(alert.title, title);
  if (attack !== undefined) expect(alert.attack.map(({ technique }) => technique)).toEqual(attack);
  if (actor !== undefined) expect(alert.actor).toMatchObject(actor);
  if (target !== undefined) expect(alert.target).toMatchObject(target);
  const { target: at, cloud, code, file, container, kubernetes } = alert;
  if (place !== undefined)
    expect(JSON.stringify([at, cloud, code, file, container, kubernetes])).toContain(JSON.stringify(place));
}

it.each(cases)('%s', async (name, { expect: wanted }) => {
  const alerts = await alertsOf(name);
  const [alert] = alerts;
  expect(alerts).toHaveLength(wanted.alerts ?? 1);
  for (const { kind } of alerts) expect(kind).toBe('detection');
  if (alert === undefined) return;
  expectFields(alert, wanted);
  const { fingerprintEquals: equal, fingerprintDiffersFrom: other } = wanted;
  if (equal !== undefined) expect(alert.fingerprint).toBe((await alertsOf(equal))[0]?.fingerprint);
  if (other !== undefined) expect(alert.fingerprint).not.toBe((await alertsOf(other))[0]?.fingerprint);
});
