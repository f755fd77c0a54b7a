/** What the sources make of all their cases, in the formats that a schema defines: whatever a vendor sends is valid there. */
import { describe, expect, it } from 'vitest';
import { ecs } from '../../../../lambdas/destinations/_kit/formats/ecs/index.ts';
import { ocsf } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import { securityHub } from '../../../../lambdas/destinations/security-hub/index.ts';
import { Alert, isLiveDetection } from '../../../../lambdas/domain/alert.ts';
import { isFields } from '../../../../lambdas/domain/values/json-fields.ts';
import { attemptFor } from '../../../conformance/alerts.ts';
import { readTable, tablesIn } from '../../../conformance/tables.ts';
import { documentProblems, hasSchema } from '../../../validators/ecs-document.ts';
import { eventProblems } from '../../../validators/ocsf-event.ts';
import { problems } from '../../../validators/security-hub.ts';
import { lostOf } from './nothing-lost.ts';

const casesOf = (type: string): unknown[] => {
  const table = readTable(`sources/${type}`);
  return isFields(table) ? Object.values(table) : [];
};
const alertsIn = (one: unknown): Alert[] =>
  isFields(one) && Array.isArray(one['alerts']) ? one['alerts'].map((each: unknown) => Alert.parse(each)) : [];
/** Security Hub cuts what is longer. */
const isShort = (text: string): boolean => text.length <= 64;
const hub = securityHub.connect({ region: 'eu-central-1', accountId: '123456789012' });

describe.each(tablesIn('sources'))('alerts of %s', (type) => {
  const all = casesOf(type).flatMap(alertsIn);

  it('are findings of OCSF, and nothing of them is lost', () => {
    for (const alert of all) {
      const event = JSON.parse(ocsf(alert, attemptFor(alert)).body);
      expect(eventProblems(event)).toEqual([]);
      expect(event.is_alert).toBe(isLiveDetection(alert));
      const { class: _, kind: __, action: ___, severity: ____, state: _____, finding, connection, ...said } = alert;
      expect(lostOf({ ...said, finding: { ...finding, status: '' }, connection: connection?.remote }, event)).toEqual(
        [],
      );
    }
  });

  it.skipIf(!hasSchema)('are documents of ECS', () => {
    for (const alert of all)
      expect(documentProblems(JSON.parse(ecs(alert, attemptFor(alert)).body)), alert.title).toEqual([]);
  });

  it('are findings of Security Hub, with every typed place', () => {
    for (const alert of all) {
      const request = hub.render(alert, attemptFor(alert));
      expect(problems(request)).toEqual([]);
      const { finding, rule, actor, target, connection, file, container, kubernetes, code, vulnerabilities } = alert;
      const { sensor, attack } = alert;
      // A provider's word becomes Security Hub's.
      const cloud = { ...alert.cloud, resource: { ...alert.cloud?.resource, type: '' } };
      const said = { rule, actor, target, file, container, kubernetes, cloud, code, vulnerabilities, sensor, attack };
      const [sent] = JSON.parse(request.body ?? '').Findings;
      expect(
        lostOf({ ...said, finding: { ...finding, status: '' }, connection: connection?.remote }, sent).filter(isShort),
      ).toEqual([]);
    }
  });
});
