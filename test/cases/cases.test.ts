/** The cases through the route stage; `test/pipeline/senders.test.ts` posts them to a whole system. */

import { expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { caseNames, expectedOf, inputOf } from './cases.ts';
import { expectFields } from './expect-alert.ts';
import { alertsThrough } from './through.ts';

async function alertsOf(name: string): Promise<readonly Alert[]> {
  const input = inputOf(name);
  return alertsThrough(input.type, input.payload, input.headers);
}

it.each(caseNames)('%s', async (name) => {
  const wanted = expectedOf(name);
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
