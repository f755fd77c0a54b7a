/** What comes in as OCSF and goes out as OCSF keeps its typed content, and what goes out can be read again. */
import { describe, expect, it } from 'vitest';
import { ocsf as format } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { type Fields, isFields } from '../../../../lambdas/domain/values/json-fields.ts';
import { ocsf as source } from '../../../../lambdas/sources/ocsf/index.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';
import { readTable } from '../../../conformance/tables.ts';
import { alertsOf } from '../../../sources/read.ts';
import { eventProblems } from '../../../validators/ocsf-event.ts';

const eventOf = (alert: Alert): Fields => JSON.parse(format(alert, attemptFor(alert)).body);

/** The scalars of an event by their path, without those that are typed nowhere. */
function leavesOf(value: unknown, path = ''): [path: string, text: string][] {
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, path));
  if (!isFields(value)) return value === null || value === undefined || value === '' ? [] : [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'unmapped' || name === 'observables' ? [] : leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

/** What is joined on, by how its path ends. */
const joined = new RegExp(
  [
    '(endpoint|device)\\.(ip|port|hostname)',
    'hashes\\.value',
    'process\\.(pid|cmd_line|name)',
    'file\\.(path|name)',
    '(tactic|technique)\\.(uid|name)',
    'account\\.uid',
    'cloud\\.(region|provider)',
    'resources?\\.(name|hostname)',
    'cve\\.uid',
    'base_score',
    'fixed_in_version',
    'protocol_name',
    '(confidence|risk)_score',
    'container\\.(uid|name)',
    'user\\.(name|email_addr)',
    'url_string',
    'finding_info\\.uid',
    'first_seen_time',
    'last_seen_time',
    'analytic\\.(uid|name)',
  ]
    .map((end) => `(?:^|\\.|_)${end}$`)
    .join('|'),
);

/** Two findings become one alert each with the first technique's name from MITRE's table, and an incident has other people in it. */
const known = new Set(['assignee.name', 'assignee.email_addr']);

describe('OCSF in, OCSF out', () => {
  const table = readTable('sources/ocsf');
  const cases = Object.entries(isFields(table) ? table : {}).flatMap(([name, one]) =>
    isFields(one) && isFields(one['payload']) ? [[name, one['payload']] as const] : [],
  );

  it.each(cases)('keeps what is joined on of %s, in a valid event', (_, payload) => {
    const events = alertsOf(source, payload).map(eventOf);
    for (const event of events) expect(eventProblems(event)).toEqual([]);
    const kept = new Set(events.flatMap((event) => leavesOf(event).map(([, text]) => text)));
    const wanted = events.length === 0 ? [] : leavesOf(payload).filter(([path]) => joined.test(path));
    expect(wanted.filter(([path, text]) => !kept.has(text) && !known.has(path))).toEqual([]);
  });

  it('reads what it wrote: every typed place comes back', () => {
    const { vulnerabilities: _, ...alert } = alertNamed('full');
    const [back] = alertsOf(source, eventOf(alert));
    const placesOf = (one: Alert | undefined) => ({
      actor: one?.actor,
      connection: one?.connection,
      file: one?.file,
      container: one?.container,
      kubernetes: one?.kubernetes,
      cloud: one?.cloud,
      code: one?.code,
      sensor: one?.sensor,
      attack: one?.attack,
      rule: one?.rule,
      class: one?.class,
      severity: one?.severity,
      riskScore: one?.riskScore,
      confidence: one?.confidence,
      state: one?.state,
      action: one?.action,
      occurredAt: one?.occurredAt,
      finding: { ...one?.finding, uid: '', vendorUid: '' },
      target: { ...one?.target, kind: '', user: '' },
    });
    expect(placesOf(back)).toEqual(placesOf(alert));
    // A tracker of our own findings follows ours, not the first sender's.
    expect(back?.finding.vendorUid).toBe(alert.finding.uid);
  });
});
