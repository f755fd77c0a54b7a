import { describe, expect, it } from 'vitest';
import type { Config } from '../../lambdas/config/schema.ts';
import { destinations as types } from '../../lambdas/destinations/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { readMatch } from '../../lambdas/domain/match.ts';
import type { Route } from '../../lambdas/domain/route.ts';
import { systemAlert } from '../../lambdas/domain/system-alert.ts';
import { createSourceReportRouter, hasSystemRecipients } from '../../lambdas/domain/system-recipients.ts';
import { systemRecipientsOf } from '../../lambdas/engine/system-recipients.ts';
import { alertOf } from '../engine/route/alerts.ts';

const route = (match: Readonly<Record<string, unknown>>, to: readonly string[], parts: Partial<Route> = {}): Route => {
  const { problems, ...conditions } = readMatch(match, []);
  expect(problems).toEqual([]);
  return { name: `${JSON.stringify(match)} ${to.join()}`, to, ...conditions, ...parts };
};
const fallback = (...to: string[]) => ({ fallback: { to, afterSeconds: 60 } });

/** One destination of every type, under the name of its type, and a second chat channel. */
const destinations: Config['destinations'] = {
  ...Object.fromEntries(Object.keys(types).map((type) => [type, { type }])),
  'other-slack': { type: 'slack' },
};
const everything = route({}, Object.keys(destinations));
const notifying = ['discord', 'email', 'google-chat', 'mattermost', 'ses', 'slack', 'teams', 'telegram', 'other-slack'];

const alert = (parts: Partial<Alert> = {}): Alert => ({
  ...systemAlert({
    identity: ['x'],
    product: 'Delivery',
    type: 'circuit_opened',
    title: 'Alerts do not reach splunk',
    description: '',
    severity: 'high',
    target: { kind: 'destination' },
    labels: { destination: 'splunk' },
    now: '2026-11-21T20:00:00.000Z',
  }),
  ...parts,
});

const recipients = async (routes: readonly Route[], of: Alert, concerned?: string, on = destinations) =>
  (await systemRecipientsOf({ routes, destinations: on })(of, concerned)).destinations;

describe('without a route for system alerts', () => {
  it.each<[string, readonly Route[], string | undefined, readonly string[]]>([
    ['group chat and mail get them, whatever other routes match', [everything], undefined, notifying],
    ['also where no route names them', [], undefined, notifying],
    ['the destination concerned does not', [everything], 'slack', notifying.filter((name) => name !== 'slack')],
    [
      'a fallback of a route that names it does',
      [route({}, ['splunk'], fallback('webhook'))],
      'splunk',
      [...notifying, 'webhook'],
    ],
    ['a fallback of another route does not', [route({}, ['jira'], fallback('webhook'))], 'splunk', notifying],
    ['nobody gets two', [route({}, ['splunk'], fallback('slack'))], 'splunk', notifying],
    [
      'a fallback that is itself concerned does not',
      [route({}, ['slack', 'splunk'], fallback('slack', 'sns'))],
      'slack',
      [...notifying.filter((name) => name !== 'slack'), 'sns'],
    ],
    ...[
      'pagerduty',
      'incident-io',
      'jsm-operations',
      'jira',
      'servicenow',
      'servicenow-event',
      'github-issues',
      'splunk',
      'sentinel',
      'security-hub',
    ].map((name): [string, readonly Route[], string, readonly string[]] => [
      `${name} does not even as a fallback`,
      [route({}, ['webhook'], fallback(name))],
      'webhook',
      notifying,
    ]),
    ['a destination that is no longer configured can be concerned', [everything], 'gone', notifying],
  ])('%s', async (_, routes, concerned, expected) => {
    expect(await recipients(routes, alert(), concerned)).toEqual(expected);
  });

  it('a glob over all sources, or a `not`, is no such route', async () => {
    for (const match of [
      { source: '*' },
      { source: 'toc*' },
      { not: { source: 'tocsin' } },
      { type: 'circuit_opened' },
    ])
      expect(await recipients([route(match, ['pagerduty'])], alert()), JSON.stringify(match)).toEqual(notifying);
  });

  it('nobody may be left', async () => {
    const siem = { splunk: { type: 'splunk' }, hook: { type: 'webhook' } };
    expect(await recipients([route({}, ['splunk', 'hook'])], alert(), 'splunk', siem)).toEqual([]);
  });
});

describe('with routes for system alerts', () => {
  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['by source', { source: 'tocsin' }, true],
    ['by kind', { kind: 'system' }, true],
    ['in a list', { source: ['akto', 'tocsin'] }, true],
    ['whatever the case', { kind: 'System' }, true],
    ['by severity that fits', { source: 'tocsin', severity: '>=high' }, true],
    ['by severity that does not', { source: 'tocsin', severity: 'critical' }, false],
    ['by label', { kind: 'system', 'labels.destination': 'splunk' }, true],
    ['by another label', { kind: 'system', 'labels.destination': 'jira' }, false],
    ['unless not', { kind: 'system', not: { type: 'circuit_opened' } }, false],
  ])('they decide alone: %s', async (_, match, isTaken) => {
    const routes = [everything, route(match, ['pagerduty'])];
    expect(await recipients(routes, alert(), 'splunk')).toEqual(isTaken ? ['pagerduty'] : []);
  });

  it('by `where` too', async () => {
    const by = (where: string) => recipients([route({ source: 'tocsin' }, ['jira'], { where })], alert());
    expect(await by("type = 'circuit_opened'")).toEqual(['jira']);
    expect(await by("type = 'dead'")).toEqual([]);
  });

  it('the fallbacks are notified in place of the destination concerned', async () => {
    const routes = [route({ source: 'tocsin' }, ['slack', 'teams'], fallback('email', 'pagerduty'))];
    expect(await recipients(routes, alert(), 'slack')).toEqual(['teams', 'email', 'pagerduty']);
    expect(await recipients(routes, alert(), 'splunk')).toEqual(['slack', 'teams']);
  });

  it('and where there is none, it waits for the destination concerned rather than going nowhere', async () => {
    expect(await recipients([route({ source: 'tocsin' }, ['slack'])], alert(), 'slack')).toEqual(['slack']);
  });

  it('their fallback and its time go with the alert', async () => {
    const routes = [route({ source: 'tocsin' }, ['slack'], fallback('email'))];
    const { options } = await systemRecipientsOf({ routes, destinations })(alert(), 'splunk');
    expect(options).toEqual({ slack: { fallback: { to: ['email'], afterSeconds: 60 } } });
  });
});

describe('a source that sends nothing', () => {
  const gap = alertOf({ source: 'akto', kind: 'gap', severity: 'high' });
  it('is reported by the routes of the source and by those for system alerts', async () => {
    const routes = [
      route({ source: 'akto' }, ['pagerduty', 'slack']),
      route({ source: 'tocsin', severity: '>=high' }, ['slack', 'email'], fallback('teams')),
      route({ source: 'tocsin', severity: 'critical' }, ['jira']),
      route({ source: 'other' }, ['splunk']),
    ];
    const routed = await createSourceReportRouter(routes)(gap);
    expect(routed.destinations).toEqual(['pagerduty', 'slack', 'email']);
    expect(routed.options['email']).toEqual({ fallback: { to: ['teams'], afterSeconds: 60 } });
  });
  it('goes by its own routes alone when there is none for system alerts', async () => {
    const routed = await createSourceReportRouter([route({ source: 'other' }, ['slack'])])(gap);
    expect(routed.destinations).toEqual([]);
  });
});

it.each([
  [['splunk', 'webhook'], [], false],
  [['splunk', 'slack'], [], true],
  [['splunk'], [route({ kind: 'system' }, ['splunk'])], true],
])('whether anybody gets system alerts of %j', (names, routes, expected) => {
  const on = Object.fromEntries(names.map((type) => [type, { type }]));
  const groups: Readonly<Record<string, 'siem' | 'chat'>> = { splunk: 'siem', slack: 'chat' };
  expect(hasSystemRecipients({ routes, destinations: on }, (type) => groups[type])).toBe(expected);
});

describe('in a tree of routes', () => {
  const inner: Route = { ...route({}, ['slack']), matchers: [{ path: 'source', operator: '=', value: 'tocsin' }] };
  const root = (match: Readonly<Record<string, unknown>>): Route => ({ ...route(match, ['jira']), routes: [inner] });

  it('a child that names system alerts takes them, and nothing around it does', async () => {
    expect(await recipients([root({})], alert())).toEqual(['slack']);
    expect(hasSystemRecipients({ routes: [root({})], destinations: {} }, () => undefined)).toBe(true);
  });

  it('the conditions around the child hold for it', async () => {
    expect(await recipients([root({ severity: 'low' })], alert())).toEqual([]);
  });

  it('a fallback of a child is notified in place of its destination', async () => {
    const child = route({ kind: 'system' }, ['splunk'], fallback('webhook'));
    expect(await recipients([{ ...route({}, ['jira']), routes: [child] }], alert(), 'splunk')).toEqual(['webhook']);
  });
});
