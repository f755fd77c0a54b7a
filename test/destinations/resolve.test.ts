import { describe, expect, it } from 'vitest';
import { repeatsLine, timesLine } from '../../lambdas/destinations/_kit/alert-view/occurrences.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const settings = { baseUrl: 'https://jira.example.test', email: 'bot@example.test', apiToken: 'x', project: 'SEC' };
const first = { id: 'SEC-7' };
const repeats = {
  title: 'disk <full> https://evil.example',
  severity: 'high',
  count: 2,
  total: 5,
  since: '2026-11-21T20:00:00.000Z',
  until: '2026-11-21T20:05:00.000Z',
  isResolved: true,
} as const;

const answer = (transitions: unknown) => ({ at: 0, status: 200, headers: {}, body: JSON.stringify({ transitions }) });
const to = (key: string) => ({ statusCategory: { key } });

describe('a resolved alert', () => {
  const resolve = destinations.jira.connect(settings).conversation?.resolve;

  it('asks Jira what can be done with the issue', () => {
    expect(resolve?.ask(first)).toMatchObject({
      method: 'GET',
      url: 'https://jira.example.test/rest/api/3/issue/SEC-7?fields=status&expand=transitions',
    });
  });

  it('takes the first transition to a done status, whatever its id and name', () => {
    const request = resolve?.act(
      answer([
        { id: '11', name: 'Start', to: to('indeterminate') },
        { id: '31', name: 'Fertig', to: to('done') },
      ]),
      first,
    );
    expect(request).toMatchObject({ method: 'POST', body: '{"transition":{"id":"31"}}' });
  });

  it('takes the transition that is named, when one is', () => {
    const named = destinations.jira.connect({ ...settings, resolveTransition: 'Close' }).conversation?.resolve;
    const offered = [
      { id: '31', name: 'Done', to: to('done') },
      { id: '41', name: 'Close', to: to('done') },
    ];
    expect(named?.act(answer(offered), first)?.body).toBe('{"transition":{"id":"41"}}');
  });

  it.each([[[]], [[{ id: '11', name: 'Start', to: to('new') }]], ['nonsense'], [null]])(
    'leaves the issue as it is when %j is offered',
    (offered) => {
      expect(resolve?.act(answer(offered), first)).toBeUndefined();
    },
  );

  it('says how long it lasted and how often it came, with its links broken', () => {
    const told = { ...alertNamed('full'), occurredAt: '2026-11-21T19:23:00.000Z' };
    const { firstSeenAt: _, ...finding } = told.finding;
    const attempt = attemptFor(told);
    expect(timesLine(repeats, attempt)).toBe('Over since 2026-11-21 20:05:00 UTC, seen 5 times');
    const line = repeatsLine(repeats, { ...told, finding }, attempt);
    expect(line).toMatch(/^Resolved after 42 min, seen 5 times; the sender says: .*hxxps:\/\/evil\[\.\]example/);
  });

  it('edits the first Slack message to say that it is over, and answers in its thread', () => {
    const slack = destinations.slack.connect({ token: 'xoxb-x', channel: 'C1' }).conversation;
    const reply = slack?.reply(
      repeats,
      { deliveryId: 'd', at: repeats.until, possibleDuplicate: false },
      { id: '1700000000.000100' },
      alertNamed('full'),
    );
    expect(JSON.parse(reply?.body ?? '{}')).toMatchObject({ thread_ts: '1700000000.000100', channel: 'C1' });
    // In a rich text element it is a text; in `text`, which is mrkdwn, it has to be escaped.
    expect(JSON.parse(reply?.body ?? '{}').text).toContain('&lt;full&gt;');
  });
});
