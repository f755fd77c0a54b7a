/** What the requests of vendors mean: one row a request. */
import { describe, expect, it } from 'vitest';
import type { CallbackReading } from '../../lambdas/destinations/_kit/callback.ts';
import { destinations } from '../../lambdas/destinations/index.ts';

const secret = 'a-secret-of-the-vendor';
const settings = {
  slack: { webhookUrl: 'https://hooks.slack.com/services/T0/B0/x', signingSecret: secret },
  jira: { baseUrl: 'https://jira.example', email: 'a@b.example', apiToken: 't', project: 'SEC', callback: { secret } },
  servicenow: { url: 'https://sn.example', user: 'tocsin', password: 'p', callback: { token: secret } },
  pagerduty: { routingKey: '0'.repeat(32), callback: { secret } },
};
type Vendor = keyof typeof settings;

function read(vendor: Vendor, body: string): CallbackReading {
  const { callback } = destinations[vendor].connect(settings[vendor]);
  if (callback === undefined) throw new Error(`${vendor} takes no callbacks`);
  return callback.read(body);
}

/** The reading as one line. */
function said(reading: CallbackReading): string {
  if (reading.kind === 'ignored') return `ignored ${reading.reason}`;
  if (reading.kind !== 'answer') return reading.kind;
  const { answer, by, subject, at } = reading.answer;
  const of = subject.kind === 'receipt' ? subject.receipt : subject.kind === 'token' ? subject.token : subject.alertId;
  return [
    answer.action,
    ...(answer.seconds === undefined ? [] : [answer.seconds]),
    of,
    'by',
    by,
    ...(at ? [at] : []),
  ].join(' ');
}

const issue = (category: string, parts: object = {}) => ({
  webhookEvent: 'jira:issue_updated',
  timestamp: 1_796_004_847_000,
  user: { accountId: 'anna-1', displayName: 'Anna' },
  issue: {
    key: 'SEC-7',
    fields: { status: { statusCategory: { key: category } }, creator: { accountId: 'tocsin-1' } },
  },
  changelog: { items: [{ field: 'status', fromString: 'To Do', toString: 'Done' }] },
  ...parts,
});

const SYS_ID = '9d385017c611228701d22104cc95c371';
const record = (parts: object) => ({
  sys_id: SYS_ID,
  number: 'INC0010001',
  state: '2',
  active: 'true',
  updated_by: 'anna.admin',
  created_by: 'tocsin',
  updated_at: '2026-11-30 02:14:07',
  ...parts,
});

const KEY = `tocsin-${'ab'.repeat(16)}`;
const event = (type: string, parts: object = {}) => ({
  event: {
    event_type: type,
    occurred_at: '2026-11-30T02:14:07.169Z',
    agent: { type: 'user_reference', id: 'PLH1HKV', summary: 'Anna' },
    client: { name: 'PagerDuty' },
    data: { id: 'PGR0VU2', type: 'incident', incident_key: KEY },
    ...parts,
  },
});
const integration = { type: 'events_api_v2_inbound_integration_reference', id: 'PXMQRWJ', summary: 'Events API V2' };

const rows: readonly [Vendor, string, object, string][] = [
  ['jira', 'moved to done', issue('done'), 'resolve SEC-7 by Anna 2026-11-30T02:14:07.000Z'],
  ['jira', 'moved to work', issue('indeterminate'), 'acknowledge SEC-7 by Anna 2026-11-30T02:14:07.000Z'],
  ['jira', 'moved back', issue('new'), 'ignored status_says_nothing'],
  ['jira', 'a comment', issue('done', { changelog: { items: [{ field: 'Comment' }] } }), 'ignored no_status_change'],
  ['jira', 'no change named', issue('done', { changelog: undefined }), 'ignored no_status_change'],
  ['jira', 'a new issue', issue('new', { webhookEvent: 'jira:issue_created' }), 'ignored no_status_change'],
  ['jira', 'moved by Tocsin', issue('done', { user: { accountId: 'tocsin-1' } }), 'ignored own_change'],
  [
    'jira',
    'moved by Tocsin, Data Center',
    issue('done', {
      user: { name: 'svc-tocsin', key: 'JIRAUSER1', displayName: 'Anna' },
      issue: {
        key: 'SEC-7',
        fields: { status: { statusCategory: { key: 'done' } }, creator: { name: 'svc-tocsin', key: 'JIRAUSER1' } },
      },
    }),
    'ignored own_change',
  ],
  ['jira', 'a category of another name', issue('toString'), 'ignored status_says_nothing'],
  ['jira', 'no issue', issue('done', { issue: {} }), 'unreadable'],
  ['jira', 'another document', { hello: 'world' }, 'unreadable'],
  ['servicenow', 'in progress', record({}), `acknowledge ${SYS_ID} by anna.admin 2026-11-30T02:14:07.000Z`],
  ['servicenow', 'resolved', record({ state: '6' }), `resolve ${SYS_ID} by anna.admin 2026-11-30T02:14:07.000Z`],
  ['servicenow', 'closed', record({ state: '7' }), `resolve ${SYS_ID} by anna.admin 2026-11-30T02:14:07.000Z`],
  [
    'servicenow',
    'inactive',
    record({ state: '99', active: 'false' }),
    `resolve ${SYS_ID} by anna.admin 2026-11-30T02:14:07.000Z`,
  ],
  ['servicenow', 'new', record({ state: '1' }), 'ignored status_says_nothing'],
  ['servicenow', 'by the user of Tocsin', record({ state: '6', updated_by: 'tocsin' }), 'ignored own_change'],
  [
    'servicenow',
    'by who made it',
    record({ state: '6', updated_by: 'oauth.user', created_by: 'oauth.user' }),
    'ignored own_change',
  ],
  ['servicenow', 'no record', { state: '6' }, 'unreadable'],
  ['servicenow', 'a sys_id that is none', record({ sys_id: "x' OR 1=1" }), 'unreadable'],
  ['pagerduty', 'acknowledged', event('incident.acknowledged'), `acknowledge ${KEY} by Anna 2026-11-30T02:14:07.169Z`],
  ['pagerduty', 'resolved', event('incident.resolved'), `resolve ${KEY} by Anna 2026-11-30T02:14:07.169Z`],
  [
    'pagerduty',
    'resolved by nobody',
    event('incident.resolved', { agent: null }),
    `resolve ${KEY} by PagerDuty 2026-11-30T02:14:07.169Z`,
  ],
  ['pagerduty', 'resolved by Tocsin', event('incident.resolved', { agent: integration }), 'ignored own_change'],
  ['pagerduty', 'triggered', event('incident.triggered'), 'ignored other_event'],
  ['pagerduty', 'a name of Object', event('constructor'), 'ignored other_event'],
  [
    'pagerduty',
    'an incident of others',
    event('incident.resolved', { data: { incident_key: 'b0' } }),
    'ignored foreign_incident',
  ],
  ['pagerduty', 'a ping', { event: { event_type: 'pagey.ping', data: { type: 'ping' } } }, 'ignored other_event'],
  ['pagerduty', 'no event', {}, 'unreadable'],
];

describe('a request of a vendor', () => {
  it.each(rows)('%s: %s', (vendor, _, body, expected) => {
    expect(said(read(vendor, JSON.stringify(body)))).toBe(expected);
  });

  it.each(['', 'null', '[]', '{"a":', '\u0000', '"text"'])('that is no object (%j) is not understood', (body) => {
    for (const vendor of ['jira', 'servicenow', 'pagerduty', 'slack'] as const)
      expect(read(vendor, body).kind).toBe('unreadable');
  });

  it('names a person on one line, and short', () => {
    const displayName = `Anna\n<!channel> ${'x'.repeat(500)}`;
    const reading = read('jira', JSON.stringify(issue('done', { user: { accountId: 'anna-1', displayName } })));
    const by = reading.kind === 'answer' ? reading.answer.by : '';
    expect(by).toMatch(/^Anna <!channel> x+…$/u);
    expect(by.length).toBeLessThanOrEqual(80);
  });
});

describe('callbacks', () => {
  it.each(['jira', 'servicenow', 'pagerduty', 'slack'] as const)(
    'are taken by %s only where they are set',
    (vendor) => {
      const { callback: _, signingSecret: __, ...rest } = { callback: {}, signingSecret: '', ...settings[vendor] };
      expect(destinations[vendor].connect(rest).callback).toBeUndefined();
      expect(destinations[vendor].connect(settings[vendor]).callback?.via).toBe(vendor);
    },
  );
});
