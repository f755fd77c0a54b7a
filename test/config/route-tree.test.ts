import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { createRouter, type Routed } from '../../lambdas/domain/routing.ts';
import { alertOf } from '../engine/route/alerts.ts';

const names = ['root', 'db', 'dba', 'web', 'pager', 'audit', 'system'];
const head = `version: 1
sources:
  prom: { type: alertmanager, auth: { bearer: "\${PROM}" } }
destinations:
${names.map((name) => `  ${name}: { type: slack, webhookUrl: "\${URL}" }`).join('\n')}
  bot: { type: slack, token: "\${TOKEN}", channel: C0123456789 }
routes:
`;

function routesOf(text: string) {
  const loaded = checkConfig(head + text, false);
  if (loaded.kind !== 'config') throw new Error(loaded.mistakes.map(({ message }) => message).join('\n'));
  return loaded.config.routes;
}

const routed = (text: string, alert: Alert): Promise<Routed> => createRouter(routesOf(text))(alert);

const labelled = (labels: Readonly<Record<string, string>>, more: Partial<Alert> = {}): Alert =>
  alertOf({ source: 'prom', labels, ...more });

// The rules of https://prometheus.io/docs/alerting/latest/configuration/#route-related-settings.
const tree = `
  - name: all
    to: [root]
    groupBy: [alertname, cluster]
    groupWait: 30s
    dedupWindow: 2h
    fallback: [pager]
    routes:
      - name: db
        matchers: [service=~"mysql|cassandra"]
        to: [db]
        groupInterval: 10m
        routes:
          - { name: owner, matchers: [owner=dba], to: [dba], groupBy: [] }
          - { name: noise, matchers: [noise=yes], sendResolved: false }
      - name: seen
        matchers: [severity=high]
        to: [audit]
        continue: true
      - { name: web, matchers: [team=web], to: [web] }
      - { name: page, matchers: [team=~"web|ops", severity=high], to: [pager] }
`;

describe('a tree of routes', () => {
  it.each<[Readonly<Record<string, string>>, Alert['severity'], readonly string[], readonly string[]]>([
    [{}, 'low', ['root'], ['all']],
    [{ service: 'mysql' }, 'low', ['db'], ['all/db']],
    [{ service: 'mysql', owner: 'dba' }, 'low', ['dba'], ['all/db/owner']],
    // A route without destinations of its own goes where its parent does.
    [{ service: 'mysql', noise: 'yes' }, 'low', ['db'], ['all/db/noise']],
    // The first match ends the search, also when it is deeper inside.
    [{ service: 'mysql', team: 'web' }, 'high', ['db'], ['all/db']],
    [{ team: 'web' }, 'low', ['web'], ['all/web']],
    // `continue` goes on with the siblings, and the first without it ends the search.
    [{ team: 'web' }, 'high', ['audit', 'web'], ['all/seen', 'all/web']],
    [{ team: 'ops' }, 'high', ['audit', 'pager'], ['all/seen', 'all/page']],
    [{ team: 'else' }, 'high', ['audit'], ['all/seen']],
  ])('%j %s goes to %j', async (labels, severity, destinations, routes) => {
    expect(await routed(tree, labelled(labels, { severity }))).toMatchObject({ destinations, routes });
  });

  it('children inherit the settings that they do not say themselves', async () => {
    const { options } = await routed(tree, labelled({ service: 'mysql', alertname: 'Down', cluster: 'eu' }));
    expect(options['db']).toMatchObject({
      repeatSeconds: 7200,
      fallback: { to: ['pager'], afterSeconds: 600 },
      group: { waitSeconds: 30, intervalSeconds: 600, shared: 'alertname=Down, cluster=eu' },
    });
    const owner = await routed(tree, labelled({ service: 'mysql', owner: 'dba', alertname: 'Down' }));
    expect(owner.options['dba']).toMatchObject({ group: { waitSeconds: 30, shared: '' } });
    const noise = await routed(tree, labelled({ service: 'mysql', noise: 'yes' }));
    expect(noise.options['db']).toMatchObject({ sendResolved: false });
  });

  it('alerts make a group by the values of groupBy and by the route', async () => {
    const groupOf = async (labels: Readonly<Record<string, string>>, destination: string) =>
      (await routed(tree, labelled(labels))).options[destination]?.group?.name;
    const down = await groupOf({ alertname: 'Down', cluster: 'eu', pod: 'a' }, 'root');
    expect(await groupOf({ alertname: 'Down', cluster: 'eu', pod: 'b' }, 'root')).toBe(down);
    const others = [
      await groupOf({ alertname: 'Down', cluster: 'us' }, 'root'),
      await groupOf({ alertname: 'Down' }, 'root'),
      await groupOf({ alertname: 'Down', cluster: 'eu', service: 'mysql' }, 'db'),
    ];
    expect(new Set([down, ...others]).size).toBe(4);
  });

  it('groupBy: [] makes one group of a route, and "..." one of each problem', async () => {
    const text = (groupBy: string) => `  - { to: [root], groupBy: [${groupBy}] }`;
    const namesOf = async (groupBy: string) => {
      const alerts = ['a', 'b', 'a'].map((fingerprint) => labelled({}, { fingerprint }));
      const all = await Promise.all(alerts.map((alert) => routed(text(groupBy), alert)));
      return new Set(all.map(({ options }) => options['root']?.group?.name)).size;
    };
    expect([await namesOf(''), await namesOf("'...'"), await namesOf('fingerprint')]).toEqual([1, 2, 2]);
  });

  it('an end finds every destination below routes that match whatever the severity', async () => {
    const end = labelled({ team: 'web' }, { severity: 'info', state: 'resolved' });
    expect(await routed(tree, end)).toMatchObject({ destinations: ['web'], ending: ['root', 'audit', 'pager'] });
  });

  it('a where that fails counts as matching and does not end the search', async () => {
    const text = `
  - to: [root]
    routes:
      - { name: odd, where: "$error('odd')", to: [db] }
      - { name: next, to: [web] }
      - { name: last, to: [dba] }
`;
    expect(await routed(text, labelled({}))).toMatchObject({ destinations: ['db', 'web'], failed: ['route 1/odd'] });
  });
});

describe('routes at the top level', () => {
  it('all apply, up to one that says continue: false', async () => {
    const flat = (goesOn: string) => `
  - { to: [root] }
  - { to: [db], matchers: [team=db]${goesOn} }
  - { to: [web] }
`;
    const to = async (text: string, labels: Readonly<Record<string, string>>) =>
      (await routed(text, labelled(labels))).destinations;
    expect(await to(flat(''), { team: 'db' })).toEqual(['root', 'db', 'web']);
    expect(await to(flat(', continue: false'), { team: 'db' })).toEqual(['root', 'db']);
    expect(await to(flat(', continue: false'), {})).toEqual(['root', 'web']);
  });

  it('repeat is the older name of dedupWindow', () => {
    const loaded = checkConfig(`${head}  - { to: [root], repeat: 1h30m }`, false);
    expect(loaded).toMatchObject({
      kind: 'config',
      config: { routes: [{ repeatSeconds: 5400 }] },
      warnings: expect.arrayContaining([
        expect.objectContaining({ message: 'warning: "repeat" is the older name: write "dedupWindow"' }),
      ]),
    });
  });

  it('a destination has settings of its own on a route', async () => {
    const text = '  - to: [root, { destination: bot, channel: C9876543210 }]';
    const { destinations, options } = await routed(text, labelled({}));
    expect([destinations, options]).toEqual([
      ['root', 'bot'],
      { root: {}, bot: { overrides: { channel: 'C9876543210' } } },
    ]);
  });

  it('no time is longer than what a group may wait', () => {
    const text = '  - { to: [root], groupWait: 13h, groupInterval: 1d, repeatInterval: 8d }';
    const loaded = checkConfig(head + text, false);
    expect(loaded.kind === 'config' ? [] : loaded.mistakes.map(({ where, message }) => `${where}: ${message}`)).toEqual(
      [
        'routes[0].groupWait: found "13h"; allowed: up to "12h"',
        'routes[0].groupInterval: found "1d"; allowed: up to "12h"',
        'routes[0].repeatInterval: found "8d"; allowed: up to "7d"',
      ],
    );
  });

  it.each([
    ['{ destination: bot, token: x }', 'unknown setting of a route "token"; allowed: channel'],
    ['{ destination: bot, channel: 7 }', 'found 7; expected'],
    ['{ destination: root, chanel: x }', 'unknown setting of a route "chanel"'],
  ])('to: [%s] is a mistake', (to, message) => {
    const loaded = checkConfig(`${head}  - { to: [${to}] }`, false);
    const found = loaded.kind === 'config' ? [] : loaded.mistakes.map((each) => each.message);
    expect(found).toEqual([expect.stringContaining(message)]);
  });
});
