import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertView } from '../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import { withTimeZone } from '../../lambdas/destinations/_kit/alert-view/time-zone.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { Alert } from '../../lambdas/domain/alert.ts';
import { isTimeZone } from '../../lambdas/domain/values/time-zone.ts';
import { attemptFor } from '../conformance/alerts.ts';
import { variantsOf } from '../conformance/destination-cases.ts';
import { limitProblems, problemsOf } from '../conformance/limits.ts';

const file = new URL('../fixtures/messages.json', import.meta.url);
const parsed: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, 'utf8'));
/** Alerts of every class and kind, as good senders make them; docs/messages.md shows them. */
const messages = new Map(Object.entries(parsed).map(([name, value]) => [name, Alert.parse(value)]));

function alertOf(name: string): Alert {
  const alert = messages.get(name);
  if (alert === undefined) throw new Error(`no alert ${name} in ${file.pathname}`);
  return alert;
}

const viewOf = (name: string, changes: Partial<Alert> = {}) => {
  const alert = { ...alertOf(name), ...changes };
  return alertView(alert, attemptFor(alert));
};
const pairsOf = (name: string) => Object.fromEntries(viewOf(name).pairs.map(({ label, value }) => [label, value]));

describe('the title', () => {
  it.each([
    ['threat-blocked', 'Shell in container · payments/checkout (prod-eu-1)'],
    ['threat-observed', 'SQL injection · shop.example.test'],
    [
      'threat-cloud',
      'Credentials of an EC2 instance were used from outside of AWS · bastion (account 123456789012, eu-central-1)',
    ],
    ['connection', 'Command-and-control traffic from LAPTOP-0042'],
    ['vulnerabilities', '7 new vulnerabilities in example/checkout · package.json'],
    ['exposure', 'Amazon AWS access key in example/checkout · deploy/.env.production'],
    ['ended', 'Pod payments/checkout is crash looping · prod-eu-1'],
    ['budget', 'Monthly cost above 80 % of the budget · account 123456789012'],
  ])('of %s says what and where, and nothing twice', (name, title) => expect(viewOf(name).title).toBe(title));
});

describe('the sentence', () => {
  it.each([
    ['threat-blocked', 'sh was started by nginx as root.', 'AccuKnox KubeArmor blocked it.'],
    [
      'threat-observed',
      '203.0.113.24 (IN) sent POST hxxps://shop[.]example[.]test/v1/orders?page=2.',
      'Akto API Protection only observed it: not blocked.',
    ],
    [
      'threat-cloud',
      'deploy-role from 198.51.100.7 (NL) acted on bastion.',
      'AWS GuardDuty only observed it: not blocked.',
    ],
    [
      'connection',
      'updater.exe connected to c2.example.net:4444 as EXAMPLE\\maria.',
      'Microsoft Defender for Endpoint allowed it.',
    ],
    ['vulnerability', 'CVE-2026-12345 in openssl 3.0.1, fixed in 3.0.9.', undefined],
    ['vulnerabilities', 'CVE-2026-20000 in axios 1.2.0, fixed in 1.3.0; 6 more.', undefined],
    ['compliance', 'ci-deploy does not meet “IAM users’ access keys should be rotated every 90 days”.', undefined],
    ['exposure', 'Found in deploy/.env.production:12 of example/checkout.', undefined],
    ['operational', undefined, undefined],
    ['gap', undefined, undefined],
  ])('of %s', (name, happened, outcome) => {
    const view = viewOf(name);
    expect([view.happened, view.outcome]).toEqual([happened, outcome]);
  });

  it('claims of what was stopped no more than a try', () => {
    const { connection } = alertOf('connection');
    const view = viewOf('connection', { action: 'blocked', ...(connection === undefined ? {} : { connection }) });
    expect(view.happened).toBe('updater.exe tried to connect to c2.example.net:4444 as EXAMPLE\\maria.');
  });
});

describe('the facts', () => {
  it('of a vulnerability say what is installed and what to install', () => {
    expect(pairsOf('vulnerability')).toMatchObject({
      CVE: 'CVE-2026-12345',
      CVSS: '8.8',
      Installed: '3.0.1',
      'Fixed in': '3.0.9',
    });
  });

  it('of a monitor begin with what it measured', () => {
    expect(
      viewOf('operational')
        .pairs.map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(['value', 'threshold', 'query']);
  });

  it.each([...messages.keys()])('of %s are eight at most, and none is lost', (name) => {
    const { pairs, more, title } = viewOf(name);
    expect(pairs.length).toBeLessThanOrEqual(8);
    const { labels, facts } = alertOf(name);
    const said = `${title}\n${[...pairs, ...more].map(({ value }) => value).join('\n')}`;
    for (const value of [...Object.values(labels), ...Object.values(facts)]) expect(said).toContain(value);
  });

  it('leave out ids and repetitions when they are few', () => {
    expect(pairsOf('threat-observed')).not.toHaveProperty('apiCollectionId');
    expect(pairsOf('ended')).not.toHaveProperty('alertname');
  });
});

describe('an ending', () => {
  it('says what ended, how long it lasted and how often it came, and is green', () => {
    expect(viewOf('ended')).toMatchObject({
      tone: 'resolved',
      mark: '✅',
      severityLabel: 'Resolved after 42 min',
      standing: 'Seen 9 times since 2026-11-21 02:25:07 UTC',
      remediation: { steps: [] },
    });
  });

  it.each([
    [{ uid: 'x', status: 'resolved' as const }, '2026-11-21T03:07:07.000Z', 'Resolved'],
    [{ uid: 'x', status: 'resolved' as const }, '2026-11-21T01:07:09.000Z', 'Resolved after 2 h'],
    [{ uid: 'x', status: 'resolved' as const, firstSeenAt: 'yesterday' }, '2026-11-21T03:07:07.000Z', 'Resolved'],
    [
      { uid: 'x', status: 'resolved' as const, firstSeenAt: '2026-11-19T03:07:00.000Z' },
      '2026-11-19T03:07:00.000Z',
      'Resolved after 2 days',
    ],
  ])('of %o that occurred at %s is named "%s: %s"', (finding, occurredAt, severityLabel) =>
    expect(viewOf('ended', { finding, occurredAt }).severityLabel).toBe(severityLabel),
  );
});

describe('the standing of a finding', () => {
  it('is shown beside its count', () => {
    expect(viewOf('threat-cloud').standing).toBe(
      'Seen 3 times since 2026-11-21 01:58:00 UTC · In progress at the sender',
    );
    const finding = { ...alertOf('threat-cloud').finding, status: 'suppressed' as const };
    expect(viewOf('threat-cloud', { finding })).toMatchObject({
      severityLabel: 'SUPPRESSED',
      tone: 'info',
      footnotes: ['was high'],
    });
  });

  it('when suppressed pages nobody', () => {
    const alert = { ...alertOf('connection'), finding: { uid: 'x', status: 'suppressed' as const } };
    const attempt = attemptFor(alert);
    const pd = destinations.pagerduty.connect({ routingKey: '0'.repeat(32) }).render(alert, attempt);
    expect(JSON.parse(pd.body ?? '')).toMatchObject({ event_action: 'acknowledge' });
    const jsm = destinations['jsm-operations'].connect({ apiKey: 'x'.repeat(32) }).render(alert, attempt);
    expect(jsm.url).toMatch(/\/v2\/alerts\/tocsin-[0-9a-f]{32}\/acknowledge\?identifierType=alias$/);
    const io = destinations['incident-io']
      .connect({ sourceId: '01ABCDEFGH', token: 'x'.repeat(20) })
      .render(alert, attempt);
    expect(JSON.parse(io.body ?? '')).toMatchObject({ status: 'resolved' });
  });
});

describe('the time zone', () => {
  it('of a destination stands beside UTC', () => {
    const alert = alertOf('ended');
    const mail = destinations.telegram.connect({ token: `123456789:${'a'.repeat(35)}`, chatId: '42' });
    const { body = '' } = withTimeZone(mail, 'Europe/Berlin').render(alert, attemptFor(alert));
    const { text } = JSON.parse(body);
    expect(text.replaceAll('\u200b', '')).toContain('2026-11-21 04:07:07 Europe/Berlin (2026-11-21 03:07:07 UTC)');
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Berlin', false],
    ['', false],
    [2, false],
    [undefined, false],
  ])('%j is one: %s', (name, expected) => expect(isTimeZone(name)).toBe(expected));
});

const people = Object.entries(destinations).filter(([type, destination]) =>
  variantsOf(type).some(({ settings }) => destination.connect(settings).audience === 'people'),
);

describe.each(people)('%s', (type, destination) => {
  it('takes them all, within its limits and inert', async () => {
    const problems = await problemsOf(type);
    for (const { settings } of variantsOf(type))
      for (const alert of messages.values()) {
        const request = destination.connect(settings).render(alert, attemptFor(alert));
        expect([...problems(request), ...limitProblems(destination, request)]).toEqual([]);
      }
  });

  it('says nothing of blocking but about threats', () => {
    for (const alert of messages.values()) {
      if (alert.class === 'threat') continue;
      for (const { settings } of variantsOf(type)) {
        const { body = '' } = destination.connect(settings).render(alert, attemptFor(alert));
        expect(body).not.toMatch(/not blocked|whether it was stopped|perhaps not stopped/i);
      }
    }
  });
});

it('a card of Google Chat holds what it may, however much there is to fold', async () => {
  const facts = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`&name-${n}`, '&"<'.repeat(400)]));
  const text = '&"<😀 '.repeat(20_000);
  const alert = { ...alertOf('threat-blocked'), facts, description: text, remediation: { steps: [{ text }] } };
  const destination = destinations['google-chat'];
  const problems = await problemsOf('google-chat');
  for (const { settings } of variantsOf('google-chat')) {
    const request = destination.connect(settings).render(alert, attemptFor(alert));
    expect([...problems(request), ...limitProblems(destination, request)]).toEqual([]);
    expect(Buffer.byteLength(request.body ?? '')).toBeLessThan(32_000);
  }
});
