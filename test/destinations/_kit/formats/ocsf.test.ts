import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ocsf } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import { type Alert, AlertClass, isLiveDetection } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../../../conformance/alerts.ts';
import { eventProblems } from '../../../validators/ocsf-event.ts';
import { everyKindOf } from '../every-kind.ts';
import { lostOf } from './nothing-lost.ts';

const file = new URL('../../../../../shared/schemas/ocsf-1.8.0-detection-finding.schema.json', import.meta.url);
const present = existsSync(file);

const compile = () => {
  const Ajv = createRequire(import.meta.url)('ajv/dist/2020').default;
  return new Ajv({ strict: false, logger: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
};

const eventOf = (alert: Alert) => JSON.parse(ocsf(alert, attemptFor(alert)).body);
const full = alertNamed('full');
const withStatus = (status: Alert['finding']['status'], base: Alert = full): Alert => ({
  ...base,
  finding: { ...base.finding, status },
  state: status === 'resolved' ? 'resolved' : 'open',
});

describe('an OCSF finding', () => {
  it.each([...alerts.keys()])('is valid for %s, whatever its class', (name) => {
    for (const about of AlertClass.options)
      expect(eventProblems(eventOf({ ...alertNamed(name), class: about })), about).toEqual([]);
  });

  it('is valid for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(eventProblems(eventOf(alert))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!present)('is valid by the published JSON schema, where it is a Detection Finding', () => {
    const validate = compile();
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const event = eventOf({ ...alert, class: 'threat' });
        expect(validate(event), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('loses nothing that the sender said', () => {
    // Words of our own become ids; a remediation without a step or a title is one without a word.
    const said = (alert: Alert) => ({
      ...alert,
      ...{ kind: '', class: '', action: '', severity: '', state: '' },
      finding: { ...alert.finding, status: '' },
      connection: { ...alert.connection, direction: '' },
    });
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(lostOf(said(alert), eventOf(alert))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['threat', 2004, 'Detection Finding'],
    ['operational', 2004, 'Detection Finding'],
    ['vulnerability', 2002, 'Vulnerability Finding'],
    ['compliance', 2003, 'Compliance Finding'],
    ['exposure', 2006, 'Data Security Finding'],
  ] as const)('of the class %s is of the class %s', (about, uid, name) => {
    expect(eventOf({ ...full, class: about })).toMatchObject({
      class_uid: uid,
      class_name: name,
      type_uid: uid * 100 + 1,
      type_name: `${name}: Create`,
    });
  });

  it.each([
    ['new', 1, 1, 'New'],
    ['in_progress', 2, 2, 'In Progress'],
    ['suppressed', 2, 3, 'Suppressed'],
    ['resolved', 3, 4, 'Resolved'],
  ] as const)('that is %s has the activity %s and keeps its uid', (status, activity, statusId, name) => {
    const event = eventOf({ ...withStatus(status), id: `accuknox-prod:${status}` });
    expect(event).toMatchObject({ activity_id: activity, status_id: statusId, status: name });
    expect(event.finding_info).toMatchObject({ uid: full.finding.uid, uid_alt: full.finding.vendorUid });
    expect(event.metadata).toMatchObject({ uid: `accuknox-prod:${status}`, correlation_uid: full.fingerprint });
  });

  it('is an alert for a live detection alone', () => {
    for (const alert of everyKindOf(full)) expect(eventOf(alert).is_alert).toBe(isLiveDetection(alert));
    expect(eventOf(full).is_alert).toBe(true);
    expect(eventOf(alertNamed('gap')).is_alert).toBe(false);
    expect(eventOf(alertNamed('unreadable')).is_alert).toBe(false);
    expect(eventOf(alertNamed('resolved')).is_alert).toBe(false);
  });

  it('has the times and the count of the sender, and its beginning does not move', () => {
    const event = eventOf(full);
    const first = Date.parse(full.finding.firstSeenAt ?? '');
    expect(event).toMatchObject({ count: 7, start_time: first, end_time: Date.parse('2026-11-21T02:41:09.123Z') });
    expect(event.finding_info).toMatchObject({ created_time: first, first_seen_time: first });
    const later = { ...withStatus('resolved'), occurredAt: '2026-11-22T00:00:00.000Z' };
    expect(eventOf(later).finding_info.created_time).toBe(first);
    const { firstSeenAt: _, ...finding } = later.finding;
    expect(eventOf({ ...later, finding }).finding_info).not.toHaveProperty('created_time');
    expect(eventOf({ ...withStatus('new'), finding: { ...finding, status: 'new' } }).finding_info.created_time).toBe(
      Date.parse(full.occurredAt),
    );
  });

  it('names the rule as the sender names it, the title only as title', () => {
    const { analytic, title } = eventOf(full).finding_info;
    expect(analytic).toEqual({
      type_id: 1,
      type: 'Rule',
      uid: 'harden-file-integrity-monitoring',
      name: 'File integrity monitoring',
      version: '1.4',
      category: 'integrity',
    });
    expect(title).toBe(full.title);
    expect(eventOf({ ...full, rule: { uid: '5712' } }).finding_info.analytic).toMatchObject({ name: '5712' });
  });
});
