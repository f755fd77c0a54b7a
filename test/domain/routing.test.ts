import { describe, expect, it } from 'vitest';
import { type Alert, severities } from '../../lambdas/domain/alert.ts';
import { readMatch } from '../../lambdas/domain/match.ts';
import type { Route } from '../../lambdas/domain/route.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { alertOf } from '../engine/route/alerts.ts';

const alert = alertOf({
  source: 'akto-prod',
  vendor: 'Akto',
  type: '4XX_FILTER',
  title: 'Too many 4xx (rate limit)\nfrom 203.0.113.7',
  severity: 'high',
  action: 'blocked',
  riskScore: 73,
  actor: { ip: '203.0.113.7', port: 443, process: { name: 'runc', parent: { name: 'systemd' } } },
  target: { kind: 'api', url: '/v1/a.b/[x]?q=1' },
  kubernetes: { namespace: 'wordpress-mysql' },
  file: { path: '/etc/shadow', hashes: { md5: 'a'.repeat(32) } },
  cloud: { account: '123456789012', resource: { uid: 'arn:aws:s3:::logs', name: 'logs' } },
  vulnerabilities: [
    { cve: 'CVE-2024-1', cvss: 4.2 },
    { cve: 'CVE-2024-2', cvss: 9.8 },
  ],
  attack: [{ technique: 'T1059', tactics: [{ uid: 'TA0002', name: 'Execution' }] }],
  labels: { team: 'red', 'app.kubernetes.io/name': 'web', __proto__x: 'y' },
});

const routeOf = (match: Readonly<Record<string, unknown>>, where?: string): Route => {
  const { problems, ...conditions } = readMatch(match, []);
  expect(problems).toEqual([]);
  return { name: 'r', to: ['soc'], ...conditions, ...(where === undefined ? {} : { where }) };
};

const reaches = async (match: Readonly<Record<string, unknown>>, of: Alert = alert, where?: string): Promise<boolean> =>
  (await createRouter([routeOf(match, where)])(of)).destinations.length === 1;

describe('a route applies', () => {
  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['to everything when it says nothing', {}, true],
    ['by an exact text', { source: 'akto-prod' }, true],
    ['not by the beginning of a text', { source: 'akto' }, false],
    ['by a glob at the end', { source: 'akto*' }, true],
    ['by a glob at both ends, over line ends', { title: '*203.0.113.?' }, true],
    ['by ? for exactly one character', { type: '?XX_FILTER' }, true],
    ['not by ? for two', { type: '?X_FILTER' }, false],
    ['whatever the case', { vendor: 'AKTO' }, true],
    ['with the marks of a regular expression taken as they are', { 'target.url': '/v1/a.b/[x]?q=1' }, true],
    ['with a dot meaning a dot', { 'target.url': '/v1/aXb/*' }, false],
    ['with a bracket or brace that is never closed', { title: '(*' }, false],
    ['by one of a list', { type: ['OTHER', '4XX*'] }, true],
    ['by none of a list', { type: ['OTHER', 'MORE'] }, false],
    ['when all fields hold', { source: 'akto*', action: 'blocked' }, true],
    ['not when one does not', { source: 'akto*', action: 'observed' }, false],
    ['by a number written without quotes', { 'target.kind': 7 }, false],
    ['by a place', { 'kubernetes.namespace': 'wordpress*' }, true],
    ['by the class', { class: ['vulnerability', 'threat'] }, true],
    ['by the rule', { 'rule.uid': '4XX*' }, true],
    ['by a process', { 'actor.process.parent.name': 'systemd' }, true],
    ['by one element of a list', { 'vulnerabilities.cve': 'CVE-2024-2' }, true],
    ['by no element of a list', { 'vulnerabilities.cve': 'CVE-2024-3' }, false],
    ['by an element of a list in a list', { 'attack.tactics.uid': 'TA0002' }, true],
    ['by a number', { 'actor.port': 443 }, true],
    ['by a comparison of numbers', { riskScore: '>=70', 'vulnerabilities.cvss': '> 9' }, true],
    ['not by another number', { riskScore: ['<70', 72] }, false],
    ['by a fact', { 'facts.a.b': '*' }, false],
    ['by the old name of a place', { 'target.namespace': 'wordpress*' }, true],
    ['by the old name of a process', { 'actor.process': 'runc' }, true],
    ['by an old name of several places', { 'target.resource': 'arn:aws:s3*' }, true],
    ['by another of these', { 'target.resource': '/etc/*' }, true],
    ['by none of these', { 'target.resource': 'etc' }, false],
    ['by an actor', { 'actor.ip': '203.0.113.*' }, true],
    ['by a label', { 'labels.team': 'red' }, true],
    ['by a label with dots in its name', { 'labels.app.kubernetes.io/name': 'web' }, true],
    ['not by a label that is not there', { 'labels.owner': '*' }, false],
    ['not by what every object has', { 'labels.constructor': '*', 'labels.toString': '*' }, false],
    ['not by a field that the alert leaves out', { 'actor.user': '*' }, false],
    ['unless not', { not: { type: '4XX*' } }, false],
    ['when not does not hold', { not: { type: 'OTHER' } }, true],
    ['when only a split of not holds', { not: { type: '4XX*', action: 'observed' } }, true],
    ['not when all of not holds', { not: { type: '4XX*', action: 'blocked' } }, false],
    ['when both hold', { source: 'akto*', not: { 'labels.team': 'blue' } }, true],
  ])('%s', async (_, match, expected) => {
    expect(await reaches(match)).toBe(expected);
  });

  it.each<[string | string[], readonly string[]]>([
    ['high', ['high']],
    ['>=high', ['high', 'critical']],
    ['> high', ['critical']],
    ['<=low', ['info', 'low']],
    ['>=INFO', [...severities]],
    [
      ['low', '>=critical'],
      ['low', 'critical'],
    ],
  ])('by severity %s to %s', async (severity, expected) => {
    const verdicts = await Promise.all(severities.map((each) => reaches({ severity }, alertOf({ severity: each }))));
    expect(severities.filter((_, i) => verdicts[i])).toEqual(expected);
  });

  it.each<[string, boolean]>([
    ["severity = 'high' and actor.ip = '203.0.113.7'", true],
    ['$count(evidence) > 0', false],
    ["$contains(title, 'rate limit')", true],
    ['nothing.like.this', false],
    ["$lookup(labels, 'app.kubernetes.io/name') = 'web'", true],
  ])('where %s: %s', async (where, expected) => {
    expect(await reaches({}, alert, where)).toBe(expected);
  });

  it('only when match and where both hold', async () => {
    expect(await reaches({ source: 'other' }, alert, 'true')).toBe(false);
    expect(await reaches({ source: 'akto*' }, alert, 'false')).toBe(false);
    expect(await reaches({ source: 'akto*' }, alert, 'true')).toBe(true);
  });
});

describe('the router', () => {
  const named = (name: string, to: readonly string[], match = {}, where?: string): Route => ({
    ...routeOf(match, where),
    name,
    to,
  });

  it('follows every route that applies and names each destination once, in order', async () => {
    const route = createRouter([
      named('urgent', ['soc', 'jira'], { severity: '>=high' }),
      named('never', ['pager'], { source: 'other' }),
      named('record', ['splunk', 'soc']),
    ]);
    expect(await route(alert)).toEqual({
      destinations: ['soc', 'jira', 'splunk'],
      ending: [],
      routes: ['urgent', 'record'],
      options: { soc: {}, jira: {}, splunk: {} },
      failed: [],
    });
  });

  it('names who hears of an end that is graded lower than what it ends', async () => {
    const route = createRouter([
      named('urgent', ['pager', 'soc'], { severity: '>=high' }),
      named('elsewhere', ['jira'], { severity: '>=high', source: 'other' }),
      named('record', ['soc']),
    ]);
    const end = { ...alert, severity: 'info', state: 'resolved' } as const;
    expect(await route(end)).toMatchObject({ destinations: ['soc'], ending: ['pager'] });
    expect(await route({ ...end, state: 'open' })).toMatchObject({ destinations: ['soc'], ending: [] });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['severity and another field', { severity: ['low', 'info'], 'labels.namespace': 'sandbox-*' }],
    ['severity alone', { severity: ['low', 'info'] }],
  ])('names who was notified of the problem for its end, though not names %s', async (_, not) => {
    const route = createRouter([named('all', ['soc'], { not })]);
    const high = alertOf({ severity: 'high', labels: { namespace: 'sandbox-1' } });
    expect(await route(high)).toMatchObject({ destinations: ['soc'] });
    const end = { ...high, severity: 'info', state: 'resolved' } as const;
    expect(await route(end)).toMatchObject({ destinations: [], ending: ['soc'] });
  });

  it('keeps an end from whom a not without severity keeps the problem', async () => {
    const route = createRouter([named('all', ['soc'], { not: { 'labels.namespace': 'sandbox-*' } })]);
    const end = alertOf({ severity: 'info', state: 'resolved', labels: { namespace: 'sandbox-1' } });
    expect(await route(end)).toMatchObject({ destinations: [], ending: [] });
  });

  it('takes a where that fails on this alert as a match and says so, for losing is worse', async () => {
    const route = createRouter([named('odd', ['soc'], {}, '$toMillis(title) > 0'), named('fine', ['jira'])]);
    expect(await route(alert)).toMatchObject({
      destinations: ['soc', 'jira'],
      routes: ['odd', 'fine'],
      failed: ['odd'],
    });
  });

  it('takes a where that needs too long as a match, and says so', async () => {
    const slow = alertOf({ title: `${'a'.repeat(60)}!` });
    const route = createRouter([
      named('regex', ['soc'], {}, '$contains(title, /^(\\w+\\s?)+$/)'),
      named('loop', ['jira'], {}, '($f := function($x) { $f($x + 1) }; $f(1))'),
      named('large', ['splunk'], {}, '$length($pad("", 1e9)) > 0'),
      named('fine', ['pager'], {}, '$contains(title, /b/)'),
    ]);
    expect(await route(slow)).toMatchObject({
      destinations: ['soc', 'jira', 'splunk'],
      failed: ['regex', 'loop', 'large'],
    });
  });

  it('asks the where of a route about an end, whatever match says of severity', async () => {
    const route = createRouter([named('high', ['soc'], { severity: '>=high' }, 'severity = "info"')]);
    const end = alertOf({ severity: 'info', state: 'resolved' });
    expect(await route(end)).toMatchObject({ destinations: [], ending: ['soc'] });
  });

  it('does not run a where whose match does not hold', async () => {
    const route = createRouter([named('odd', ['soc'], { source: 'other' }, "$error('must not run')")]);
    expect(await route(alert)).toMatchObject({ destinations: [], routes: [], failed: [] });
  });

  it('hands on the shortest window and the first fallback of the routes to a destination', async () => {
    const fallback = { to: ['pager'], afterSeconds: 600 };
    const route = createRouter([
      { ...named('a', ['soc', 'jira']), repeatSeconds: 3600 },
      { ...named('b', ['soc']), repeatSeconds: 60, fallback },
      { ...named('c', ['soc']), fallback: { to: ['other'], afterSeconds: 1 } },
      { ...named('d', ['splunk'], { source: 'other' }), repeatSeconds: 1 },
    ]);
    expect((await route(alert)).options).toEqual({
      soc: { repeatSeconds: 60, fallback },
      jira: { repeatSeconds: 3600 },
    });
  });

  it('leaves the alert as it is, whatever an expression does', async () => {
    const before = JSON.stringify(alert);
    await createRouter([named('odd', ['soc'], {}, "$ ~> |$|{'title': 'changed'}|")])(alert);
    expect(JSON.stringify(alert)).toBe(before);
  });

  it('answers the same for many alerts at once', async () => {
    const route = createRouter([named('high', ['soc'], { severity: 'high' }, "severity = 'high'")]);
    const alerts = Array.from({ length: 50 }, (_, i) => alertOf({ severity: i % 2 === 0 ? 'high' : 'low' }));
    const routed = await Promise.all(alerts.map(route));
    expect(routed.map(({ destinations }) => destinations.length)).toEqual(alerts.map((_, i) => (i % 2 === 0 ? 1 : 0)));
  });
});
