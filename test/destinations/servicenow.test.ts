import { describe, expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const { servicenow } = destinations;
const basic = { url: 'https://x.service-now.example.test', user: 'tocsin', password: 'invented' };
const oauth = { url: basic.url, clientId: 'invented-id', clientSecret: 'invented-secret' };
const full = alertNamed('full');
const rendered = (settings: object, alert = full) => {
  const request = servicenow.connect(settings).render(alert, attemptFor(alert));
  return { ...request, record: JSON.parse(request.body ?? '') };
};

const first = { id: 'INC0010001/9d385017c611228701d22104cc95c371' };
const record = (state: string, active = 'true') => ({
  at: 0,
  status: 200,
  headers: {},
  body: JSON.stringify({ result: { sys_id: '9d385017c611228701d22104cc95c371', state, active } }),
});

describe('who signs in', () => {
  it('is a user by his password, or an OAuth application by a token that the sender obtains', () => {
    expect(rendered(basic).headers['authorization']).toBe(`Basic ${btoa('tocsin:invented')}`);
    expect(rendered(oauth)).toMatchObject({
      auth: { kind: 'client-credentials', tokenUrl: 'https://x.service-now.example.test/oauth_token.do' },
    });
    expect(rendered(oauth).headers['authorization']).toBeUndefined();
  });

  it.each([
    ['no credential', { url: basic.url }],
    ['a user without a password', { url: basic.url, user: 'tocsin' }],
    ['both credentials', { ...basic, ...oauth }],
    ['half of one and the other', { ...basic, clientId: 'x' }],
    ['a table that nobody reads', { ...basic, table: 'task' }],
    ['a column that Tocsin fills in', { ...basic, fields: { description: 'mine' } }],
    ['a column that cannot be one', { ...basic, fields: { 'x^ORy': '1' } }],
    ['an urgency of 0', { ...basic, priorities: { high: { urgency: 0, impact: 1 } } }],
    ['a state in words', { ...basic, resolvedState: 'Resolved' }],
  ])('is refused with %s', (_, settings) => {
    expect(servicenow.settings.safeParse(settings).success).toBe(false);
  });
});

it('lets the operator say how urgent a severity is, and states the rest itself', () => {
  const own = { ...basic, priorities: { high: { urgency: 3, impact: 3 } } };
  expect(rendered(own).record).toMatchObject({ urgency: '3', impact: '3' });
  expect(rendered(own, { ...full, severity: 'critical' }).record).toMatchObject({ urgency: '1', impact: '1' });
});

describe('a problem that is over', () => {
  const act = (settings: object, state: string, active?: string) =>
    servicenow.connect(settings).conversation?.resolve?.act(record(state, active), first);

  it('resolves an open incident with its code, and leaves one alone that people have closed', () => {
    expect(act(basic, '2')).toMatchObject({
      method: 'PATCH',
      url: expect.stringContaining('/api/now/table/incident/9d385017c611228701d22104cc95c371?'),
      body: JSON.stringify({
        state: '6',
        close_code: 'No resolution provided',
        close_notes: 'It is over: the notes say who reported it.',
      }),
    });
    expect(act(basic, '6')).toBeUndefined();
    expect(act(basic, '7', 'false')).toBeUndefined();
  });

  it('leaves a security incident to its analyst unless told otherwise', () => {
    const security = { ...basic, table: 'sn_si_incident' };
    expect(act(security, '16')).toBeUndefined();
    expect(act({ ...security, whenResolved: 'resolve' }, '16')?.body).toContain('"state":"100"');
    expect(act({ ...basic, whenResolved: 'note' }, '2')).toBeUndefined();
  });
});

describe('a problem that comes back', () => {
  const closed = (settings: object) => servicenow.connect(settings).conversation?.closed;

  it.each([
    ['new', '1', 'true', false, undefined],
    ['resolved', '6', 'true', true, '{"state":"2"}'],
    ['closed', '7', 'false', true, undefined],
    ['cancelled', '8', 'false', true, undefined],
    ['closed in words of its own', '42', 'false', true, undefined],
  ])('finds an incident that is %s', (_, state, active, isClosed, body) => {
    expect(closed(basic)?.isClosed(record(state, active))).toBe(isClosed);
    expect(closed(basic)?.reopen(record(state, active), first)?.body).toBe(body);
  });

  it('opens a new one when the settings want that', () => {
    expect(closed({ ...basic, whenClosed: 'new' })?.reopen(record('6'), first)).toBeUndefined();
    expect(closed({ ...basic, openState: '1' })?.reopen(record('6'), first)?.body).toBe('{"state":"1"}');
  });
});

it('closes the event of a problem that is over under the key that opened it', () => {
  const connected = destinations['servicenow-event'].connect(basic);
  const event = (alert: typeof full) => JSON.parse(connected.render(alert, attemptFor(alert)).body ?? '').records[0];
  const over = event({ ...full, id: 'x', state: 'resolved', finding: { ...full.finding, status: 'resolved' } });
  expect(over).toMatchObject({ severity: '0', resolution_state: 'Closing', message_key: event(full).message_key });
});
