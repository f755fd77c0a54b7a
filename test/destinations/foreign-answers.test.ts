import { describe, expect, it } from 'vitest';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import type { Outcome } from '../../lambdas/domain/outcome.ts';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { variantsOf } from '../conformance/destination-cases.ts';

/** Answers that no vendor gives: what stands between Tocsin and the destination, or another program at its address. */

const types = [
  'jira',
  'servicenow',
  'servicenow-event',
  'github-issues',
  'gitlab-issues',
  'splunk',
  'elasticsearch',
  'opensearch',
  'sentinel',
  'datadog-logs',
  'datadog-events',
  'sumo',
  'qradar',
  'cef',
  'google-secops',
  'security-hub',
] as const;

const settingsOf = (type: string): unknown => variantsOf(type)[0]?.settings;

const response = (status: number, body: string, headers = {}): OutboundResponse => ({ at: 0, status, headers, body });

const html = '<!DOCTYPE html><html><body>Sign in</body></html>';
const deep = '['.repeat(20_000);
const bodies: readonly string[] = [
  html,
  `\n  ${html}`,
  '',
  'ok',
  'null',
  '[]',
  '"x"',
  '{"ok":true,"service":"another product"}',
  '{"key":{},"id":[],"number":"x","result":7,"items":"x","error":[null],"errors":["x",null],"errorMessages":[null,{}]}',
  '{"key":"SEC-',
  '{"create":{"status":"x"},"items":[null,7,{"create":null}]}',
  '{"FailedFindings":[null,{"Id":{}}],"SuccessCount":1e999,"code":1e999,"invalid-event-number":-1}',
  '\ud800 \udfff',
  deep,
];

/** What concerns the address or the credential, whatever the body. */
const refusing = [301, 302, 307, 402, 404, 405, 406, 407, 410, 421, 426, 451];

const full = alertNamed('full');
const attempt = attemptFor(full);
const items = [full, alertNamed('minimal')].map((alert) => ({ alert, attempt: attemptFor(alert) }));
const repeats: Repeats = {
  title: 'again',
  severity: 'high',
  count: 2,
  total: 3,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: true,
};

/** Everything that may judge an answer of the destination. */
function outcomesOf({ judge, batch, conversation }: Connected, answer: OutboundResponse): Outcome[] {
  const alone = conversation === undefined ? [judge(answer)] : [judge(answer), conversation.judge(answer)];
  return [...alone, ...(batch?.judge(answer, items) ?? [])];
}

const isOfDestination = (outcome: Outcome): boolean => 'refused' in outcome;
const nameOf = (outcome: Outcome): string =>
  `${outcome.kind}${isOfDestination(outcome) ? ' refused' : ''}${'reason' in outcome ? ` ${outcome.reason}` : ''}`;

describe.each(types)('%s', (type) => {
  const connected = destinations[type].connect(settingsOf(type));

  it.each([200, 201, 202])('does not take a page of HTML with %i for an accepted alert', (status) => {
    for (const body of [html, `\n  ${html}`]) {
      const names = outcomesOf(connected, response(status, body)).filter(
        // ServiceNow documents 202 as "might or might not be acted upon".
        (outcome) => !(outcome.kind === 'unknown' && (isOfDestination(outcome) || outcome.reason === 'http_202')),
      );
      expect(names.map(nameOf)).toEqual([]);
    }
  });

  it('lets no answer that is not the vendor’s reject an alert, except that it is too large', () => {
    const statuses = Array.from({ length: 400 }, (_, i) => i + 200).filter((status) => status !== 413);
    const rejections = statuses.flatMap((status) =>
      [html, '', 'ok', '{"ok":true}', '{"key":"SEC-'].flatMap((body) =>
        outcomesOf(connected, response(status, body))
          .filter(({ kind }) => kind === 'rejected')
          .map((outcome) => `${status} ${nameOf(outcome)}`),
      ),
    );
    expect(rejections).toEqual([]);
  });

  it.each(refusing)('holds every delivery back for a %i that is not the vendor’s', (status) => {
    const [outcome] = outcomesOf(connected, response(status, html));
    expect(outcome).toMatchObject({ kind: 'retry', refused: true });
  });

  it.each([400, 409, 415, 422, 423, 425, 428, 431])('tries again after a %i that is not the vendor’s', (status) => {
    const kinds = outcomesOf(connected, response(status, html)).map(({ kind }) => kind);
    expect(kinds).not.toContain('rejected');
    expect(kinds).not.toContain('delivered');
  });

  it('throws for no body at all, in judging, looking up and joining', () => {
    const first = { id: 'X\ud800' };
    const { conversation, lookup } = connected;
    for (const status of [200, 201, 202, 204, 400, 403, 404, 409, 422, 500])
      for (const body of bodies) {
        const answer = response(status, body, { 'x-amzn-errortype': '\ud800', 'x-ms-error-code': '__proto__' });
        expect(outcomesOf(connected, answer).length).toBeGreaterThan(0);
        lookup?.found(answer, full, attempt);
        conversation?.resolve?.act(answer, first);
        conversation?.closed?.isClosed(answer);
        conversation?.closed?.reopen(answer, first);
      }
  });

  it('writes to a ticket whose receipt is half a character', () => {
    const first = { id: 'X\ud800/../y' };
    const { conversation } = connected;
    const requests = [
      conversation?.reply(repeats, attempt, first, full),
      conversation?.resolve?.ask(first),
      conversation?.closed?.ask(first),
    ].flatMap((request) => (request === undefined ? [] : [request]));
    for (const { url } of requests) {
      expect(url.isWellFormed()).toBe(true);
      expect(new URL(url).pathname).not.toContain('/y');
    }
  });
});
