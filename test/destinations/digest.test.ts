import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { memberOf } from '../../lambdas/domain/group.ts';
import { digestAlert, repeatsAlert } from '../../lambdas/domain/summary-alert.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { variantsOf } from '../conformance/destination-cases.ts';
import { limitProblems, problemsOf } from '../conformance/limits.ts';

const full = alertNamed('full');
const hostile = alertNamed('hostile');
const minutes = (n: number): string => `2026-11-21T03:${String(n).padStart(2, '0')}:00.000Z`;
const numbered = (alert: Alert, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) =>
    memberOf({ ...alert, id: `${alert.source}:${alert.type.slice(0, 4)}${n + from}`, receivedAt: minutes(n + from) }),
  );

const members = [
  ...numbered(full, 5),
  ...numbered({ ...full, kubernetes: { namespace: 'shop', workload: 'Deployment/cart' } }, 2, 5),
  ...numbered({ ...hostile, rule: { ...hostile.rule, name: '<!channel> @all' } }, 2, 8),
  ...numbered({ ...alertNamed('minimal'), title: 'Only one' }, 1, 12),
];
const digest = digestAlert('soc', 1, members, minutes(13));
const attempt: Attempt = { ...attemptFor(digest), consoleUrl: 'https://tocsin.example.test/console' };

describe('the digest', () => {
  it('says how many alerts there are, in which time and how bad', () => {
    expect(digest.title).toBe('10 alerts in 12 min: 9 high, 1 info');
  });

  it('groups them by rule, with counts and the places of most', () => {
    expect(digest.evidence.map(({ kind }) => kind)).toEqual([
      '7 × HIGH File integrity monitoring at payments/checkout (prod-eu-1), shop/cart',
      expect.stringMatching(/^2 × HIGH <!channel> @all at /),
      '1 × INFO rule-1',
    ]);
    expect(digest.description).toContain(
      '\n7 × HIGH File integrity monitoring at payments/checkout (prod-eu-1), shop/cart,',
    );
    expect(digest.evidence[0]?.content.split('\n')[0]).toMatch(
      /^high accuknox-prod:hard6 https:\/\/app\.accuknox\.example\/\S+ File integrity: /,
    );
  });
});

const people = Object.entries(destinations).filter(([type, destination]) =>
  variantsOf(type).some(({ settings }) => destination.connect(settings).audience === 'people'),
);

/** Where a digest has links: pagers and plain texts show none but those to the console. */
const linking = new Set([
  'slack',
  'teams',
  'discord',
  'google-chat',
  'mattermost',
  'telegram',
  'jira',
  'github-issues',
  'gitlab-issues',
]);

describe.each(people)('%s', (type, destination) => {
  const connected = variantsOf(type).map(({ settings }) => destination.connect(settings));

  it('shows each rule of a digest with its newest alerts, within the limits and inert', async () => {
    const problems = await problemsOf(type);
    for (const each of connected) {
      const request = each.render(digest, attempt);
      expect([...problems(request), ...limitProblems(destination, request)]).toEqual([]);
      if (!linking.has(type)) continue;
      for (const id of ['hard6', 'hard5', 'hard4'])
        expect(request.body).toContain(`https://tocsin.example.test/console#/alerts/accuknox-prod%3A${id}`);
      expect(request.body).not.toContain('accuknox-prod%3Ahard3');
    }
  });
});

it('of repeats that end a problem is green and says how often it came', () => {
  const ends = [...numbered(full, 2), ...numbered({ ...full, state: 'resolved' }, 1, 3)];
  const repeats = {
    title: 'Host down',
    severity: 'high',
    count: 2,
    total: 3,
    since: minutes(0),
    until: minutes(3),
    isResolved: true,
  } as const;
  const alert = repeatsAlert('soc x', 1, ends, repeats, minutes(4));
  expect(alert).toMatchObject({ state: 'resolved', finding: { status: 'resolved' }, title: 'Host down (seen 3 ×)' });
  const { text } = JSON.parse(
    destinations.slack.connect({ webhookUrl: 'https://hooks.example.test/x' }).render(alert, attempt).body ?? '',
  );
  expect(text).toMatch(/^✅ Resolved · Host down/);
});
