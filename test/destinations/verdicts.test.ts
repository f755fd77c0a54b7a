/**
 * What every destination makes of an answer in which the vendor says nothing: a proxy, a login page, another product.
 * What a vendor says is in test/fixtures/destinations/x.json, a table for each type.
 */
import { describe, expect, it } from 'vitest';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import type { Outcome } from '../../lambdas/domain/outcome.ts';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { answer, decisive, hostileBodies, hostileReceipts, statuses, withoutWords } from './answers.ts';
import { variants } from './variants.ts';

type Content = keyof typeof withoutWords;
const contents: readonly Content[] = ['empty', 'html', 'json'];

/** These end with their headers (RFC 9110 §6.4.1), so that no body reaches anybody. */
const hasContent = (status: number): boolean => status >= 200 && status !== 204 && status !== 304;

/** RFC 9110 §15.5, RFC 7725: about the credential or the address, whatever the alert is. */
const refusing = new Set([401, 402, 403, 404, 405, 406, 407, 410, 421, 426, 451]);

/** Which 2xx confirm by themselves, because the vendor documents nothing in the body. All others are unconfirmed. */
const confirming: Readonly<Record<string, (status: number, content: Content) => boolean>> = {
  webhook: () => true,
  'webhook signed': (status) => [200, 204].includes(status),
  cef: (_, content) => content !== 'html',
  // Through a proxy of the operator's, which may leave the body empty.
  'datadog-logs ecs': (_, content) => content === 'empty',
  discord: (status) => status === 204,
  'github-dispatch': (status) => status === 204,
  'google-secops': (_, content) => content === 'empty',
  qradar: (_, content) => content !== 'html',
  s3: (_, content) => content === 'empty',
  sentinel: (status) => status === 204,
  sumo: (status, content) => status === 200 && content === 'empty',
  syslog: (_, content) => content !== 'html',
  teams: (_, content) => content !== 'html',
};

/** Statuses to which a vendor gives a meaning of its own, with the page that does. */
const vendorDefined: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  // A conflicting resource is there already, which may be this issue (https://docs.gitlab.com/api/rest/troubleshooting/).
  'gitlab-issues': { 409: 'unknown' },
  // 202 "might or might not be acted upon"; 415 is answered by the address
  // (https://www.servicenow.com/community/servicenow-ai-platform-blog/http-202-from-an-inbound-web-service-call/ba-p/2289402).
  servicenow: { 202: 'unknown', 415: 'refused' },
  'servicenow-event': { 202: 'unknown', 415: 'refused' },
};

/** The message is too large; where the address carries it, the address is. */
const isTooLarge = (name: string, status: number): boolean =>
  status === 413 || (status === 414 && name === 'webhook get');

/** Where a gateway that lost patience may have passed the request on. */
const mayBeUnknown = new Set([408, 502, 504, 520, 522, 524]);

function spelled(outcome: Outcome): string {
  if (!('refused' in outcome)) return outcome.kind;
  return outcome.kind === 'retry' ? 'refused' : 'unconfirmed';
}

/** The outcomes that are right for a status that is not 2xx. */
function rightFailure(name: string, status: number): readonly string[] {
  if (refusing.has(status) || (status >= 300 && status < 400)) return ['refused'];
  if (isTooLarge(name, status)) return ['rejected'];
  return mayBeUnknown.has(status) ? ['retry', 'unknown'] : ['retry'];
}

/** The outcomes that are right for a status without words. */
function right(name: string, status: number, content: Content): readonly string[] {
  const [type = ''] = name.split(' ');
  const defined = vendorDefined[type]?.[status];
  if (defined !== undefined) return [defined];
  if (status < 200 || status >= 300) return rightFailure(name, status);
  const confirms = confirming[name] ?? confirming[type];
  return [confirms?.(status, content) === true ? 'delivered' : 'unconfirmed'];
}

const alert = alertNamed('full');
const rendered = { alert, attempt: attemptFor(alert) };

describe.each(variants)('$name, without a word of the vendor', ({ name, connected }) => {
  const asked = contents.flatMap((content) =>
    statuses.filter(content === 'empty' ? () => true : hasContent).map((status) => {
      const { body, headers } = withoutWords[content];
      return { content, status, response: answer(status, body, headers), rights: right(name, status, content) };
    }),
  );
  const wrong = (judge: (response: OutboundResponse) => readonly Outcome[], isBatch = false): string[] => {
    const found = asked.flatMap(({ content, status, response, rights }) =>
      judge(response)
        .map(spelled)
        // One item of several may be too large: the engine splits the batch to find it.
        .filter((got) => !rights.includes(got) && !(isBatch && status === 413 && got === 'retry'))
        .map((got) => ({ status, problem: `${content}: ${got} instead of ${rights.join(' or ')}` })),
    );
    return [...Map.groupBy(found, ({ problem }) => problem)].map(
      ([problem, all]) => `${problem} at ${[...new Set(all.map(({ status }) => status))].join(' ')}`,
    );
  };

  it('an alert is judged by what the status is about', () => {
    expect(wrong((response) => [connected.judge(response)])).toEqual([]);
  });

  it.runIf(connected.batch !== undefined)('a batch is judged in the same way, one outcome an item', () => {
    const of = (response: OutboundResponse, size: number) =>
      connected.batch?.judge(response, Array(size).fill(rendered)) ?? [];
    expect(wrong((response) => of(response, 1))).toEqual([]);
    expect(wrong((response) => of(response, 3), true)).toEqual([]);
    expect(asked.filter(({ response }) => of(response, 3).length !== 3)).toEqual([]);
  });

  it.runIf(connected.conversation !== undefined)('no web page confirms a reply', () => {
    const { body, headers } = withoutWords.html;
    const judged = statuses
      .filter(hasContent)
      .map((status) => connected.conversation?.judge(answer(status, body, headers)).kind);
    expect(judged).not.toContain('delivered');
  });

  it.runIf(connected.lookup !== undefined)('no look-up finds anything, and none says that nothing is there', () => {
    const found = asked.map(({ response }) => connected.lookup?.found(response, alert, rendered.attempt));
    expect([...new Set(found)]).toEqual(['unsure']);
  });
});

const repeats: Repeats = {
  title: 'again',
  severity: 'high',
  count: 2,
  total: 3,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
};

describe.each(variants)('$name, with answers that no vendor documents', ({ connected }) => {
  const answers = decisive.flatMap((status) => hostileBodies.map((body) => answer(status, body)));
  const receipts = hostileReceipts.map((id) => ({ id }));
  const { batch, conversation, lookup } = connected;

  it('has an outcome with a short reason for each, and a 5xx never rejects', () => {
    const outcomes = answers.flatMap((response) =>
      [connected.judge(response), ...(batch?.judge(response, [rendered, rendered]) ?? [])].map((outcome) => ({
        outcome,
        status: response.status,
      })),
    );
    const unfit = outcomes.filter(({ outcome, status }) => {
      if (outcome.kind === 'delivered') return status < 200 || status > 299;
      const isShort = /^[a-z0-9][a-z0-9 _.:-]{0,63}$/i.test(outcome.reason);
      return !isShort || (outcome.kind === 'rejected' && status >= 500);
    });
    expect(unfit).toEqual([]);
  });

  it.runIf(lookup !== undefined)('looks without throwing', () => {
    expect(() => answers.map((response) => lookup?.found(response, alert, rendered.attempt))).not.toThrow();
  });

  it.runIf(conversation !== undefined)('joins without throwing, whatever the receipt is', () => {
    const { resolve, closed } = conversation ?? {};
    expect(() => {
      for (const response of answers) {
        conversation?.judge(response);
        closed?.isClosed(response);
        for (const receipt of receipts.slice(0, 3)) {
          resolve?.act(response, receipt);
          closed?.reopen(response, receipt);
        }
      }
    }).not.toThrow();
    expect(() => {
      for (const receipt of receipts) {
        resolve?.ask(receipt);
        closed?.ask(receipt);
        conversation?.reply(repeats, rendered.attempt, receipt, alert);
        conversation?.edit?.(repeats, alert, rendered.attempt, receipt);
      }
    }).not.toThrow();
  });
});
