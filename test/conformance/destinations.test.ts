/**
 * What every destination must do, without a line of test code of its own. For a type `x` in the registry there is
 *
 *   test/fixtures/destinations/x.json   one table:
 *     "settings"    the settings as in tocsin.yaml, with invented credentials of a realistic form; or, when there are
 *                   several ways to configure it: [{"name": "bot", "settings": {…}}, …]
 *     "responses"   what the service answers and what that means:
 *       [{"name": "a sentence", "status": 200, "headers": {…}, "body": "text or JSON",
 *         "expect": "delivered" | "retry" | "refused" | "rejected" | "unknown" | "unconfirmed",
 *         "reason": "invalid_blocks", "receipt": "1716.0001", "afterSeconds": 30,
 *         "settings": "bot"}]
 *     `headers` (lower-case), `body`, `reason`, `receipt`, `afterSeconds` and `settings` (the name of a variant;
 *     else all of them) may be left out. `refused` is `retry` for the whole destination, `unconfirmed` is `unknown` for
 *     the whole destination. At least one `delivered` per variant. With "comment": true it is the answer to a reply of the
 *     conversation. For a batch: "items": 3 and "expect" (and "reason") as a list with one entry per item.
 *     For a lookup: "lookup": true and "expect": "found" | "absent" | "unsure", with "receipt" when found; in the
 *     body, "{{deliveryId}}" and "{{alertId}}" stand for those of the attempt that is looked for.
 *     "requests"    the requests by alert, written by `npm run goldens` and then read by a person; for a conversation
 *                   also the replies, the edit, and what is asked first
 *   test/validators/x.ts                optional: `export const problems = (request: OutboundRequest) =>
 *                                       string[]`, the service's own limits, run over every request here
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { withAnswers } from '../../lambdas/destinations/_kit/with-answers.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { alerts, answersFor, arbitraryAlert, arbitraryAttempt } from './alerts.ts';
import { answer, bodyOf, check, conversationProblem, echoes, everyStatus, verdictProblem } from './answers.ts';
import { destinationTable } from './destination-cases.ts';
import { limitProblems, problemsOf } from './limits.ts';
import {
  conversationRequests,
  items,
  nameIn,
  optionalRequests,
  receiptOf,
  renderedOf,
  shown,
  writeRequests,
} from './requests.ts';
import { hasTable, isWriting, pretty, tablesIn } from './tables.ts';
import { isAlone, underTest } from './under-test.ts';

/**
 * Arbitrary alerts a variant of a destination; more by `RUNS=5000 npm run explore`, a tenth of what a source gets: to read a
 * payload takes a fraction of a millisecond, to fit an alert of a hundred kilobytes into a message takes ten.
 */
const RUNS = Math.ceil(Number(process.env['RUNS'] ?? 150) / 10);

/** Tens of thousands of answers are judged: an assertion about each would take most of the time. */
const some = (problems: readonly string[]): readonly string[] => problems.filter((problem) => problem !== '');

const registry = await underTest('destinations');

describe.each(registry)('destination %s', (type, destination) => {
  it(`has its cases in test/fixtures/destinations/${type}.json`, () =>
    expect(hasTable(`destinations/${type}`)).toBe(true));
  if (!hasTable(`destinations/${type}`)) return;

  const { settings: variants, responses: cases, requests: recorded } = destinationTable(type);
  const made = new Map<string, unknown>();
  const names = new Set<string>();
  afterAll(() => {
    if (isWriting) writeRequests(type, made, names);
  });

  /** That a request is the one in the table, key by key; or notes it, when the table is rewritten. */
  const expectRecorded = (name: string, request: OutboundRequest): void => {
    if (isWriting) made.set(name, shown(request));
    else
      expect(pretty(shown(request)), `${name}: npm run test:adapter -- ${type} -u rewrites it`).toBe(
        pretty(recorded[name]),
      );
  };

  it('has the same settings in the schema and in its list of secrets', () => {
    const named = new Set(variants.flatMap(({ settings }) => Object.keys(settings)));
    for (const secret of destination.secrets) expect(named).toContain(secret);
    expect(destination.about.setup.length).toBeGreaterThan(0);
    expect(destination.docs).toMatch(/^https:\/\//);
  });

  it('has no request in its table that nothing makes', () => {
    if (!isWriting) expect([...names]).toEqual(expect.arrayContaining(Object.keys(recorded)));
  });

  describe.each(variants)('as $name', ({ name: variant, settings }) => {
    const connected = withAnswers(destination.connect(settings), answersFor, destination.about.group);
    const own = cases.filter((one) => one.settings === undefined || one.settings === variant);
    const good = own.filter((one) => one.expect === 'delivered' && one.items === undefined && one.comment !== true);
    const written = [...alerts.keys(), 'full.repeat', ...optionalRequests(connected)];
    for (const name of written) names.add(nameIn(variant, name));

    it.each([...alerts.keys()])('requests for %s what the table says', async (name) => {
      const { alert, attempt } = renderedOf(name);
      const request = connected.render(alert, attempt);
      expectRecorded(nameIn(variant, name), request);
      expect((await problemsOf(type))(request)).toEqual([]);
      expect(limitProblems(destination, request)).toEqual([]);
    });

    it('tells the reader when the message may be a repeat', async () => {
      const { alert, attempt } = renderedOf('full');
      const request = connected.render(alert, {
        ...attempt,
        possibleDuplicate: true,
        consoleUrl: 'https://tocsin.example.test/console',
      });
      expectRecorded(nameIn(variant, 'full.repeat'), request);
    });

    it('renders equal bytes for an equal alert', () => {
      for (const { alert, attempt } of items) {
        const before = JSON.stringify([alert, attempt]);
        const request = connected.render(alert, attempt);
        expect(connected.render(structuredClone(alert), { ...attempt })).toEqual(request);
        expect(JSON.stringify([alert, attempt])).toBe(before);
      }
    });

    it.each(own)('$status $name', (one) => check(connected, one));

    it('knows an answer that means delivered', () => expect(good.length).toBeGreaterThan(0));

    it('has a verdict for every status: a good 2xx is never retried, a 5xx never given up', () => {
      const answers = everyStatus(['', '<html>', '{}', ...good.map(bodyOf)]);
      expect(some(answers.map((response) => verdictProblem(connected.judge(response), response.status)))).toEqual([]);
      for (const one of good)
        expect(connected.judge(answer(one.status, bodyOf(one), one.headers)).kind).toBe('delivered');
    });

    it('refuses a setting that it does not know', () => {
      expect(destination.settings.safeParse({ ...settings, notASetting: 1 }).success).toBe(false);
    });

    it('lets no secret into a reason, whatever the service echoes', () => {
      const secrets = destination.secrets.flatMap((name) => {
        const value = settings[name];
        return typeof value === 'string' ? [value] : [];
      });
      const said = (secret: string) => echoes(secret).map((response) => JSON.stringify(connected.judge(response)));
      expect(secrets.flatMap((secret) => said(secret).filter((text) => text.includes(secret)))).toEqual([]);
    });

    it('renders any alert within the limits', async () => {
      const problems = await problemsOf(type);
      fc.assert(
        fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
          const request = connected.render(alert, attempt);
          expect(request.body?.isWellFormed() ?? true).toBe(true);
          expect(problems(request)).toEqual([]);
          expect(limitProblems(destination, request)).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });

    it.runIf(connected.batch !== undefined)('puts many alerts into one request', async () => {
      const { batch } = connected;
      if (batch === undefined) return;
      const request = batch.render(items);
      expectRecorded(nameIn(variant, 'batch'), request);
      expect(batch.render(structuredClone(items))).toEqual(request);
      const problems: string[] = [];
      for (const response of everyStatus(['', '{}', ...own.map(bodyOf)])) {
        const outcomes = batch.judge(response, items);
        if (outcomes.length !== items.length) expect(outcomes).toHaveLength(items.length);
        problems.push(...outcomes.map((outcome) => verdictProblem(outcome, response.status)));
      }
      expect(some(problems)).toEqual([]);
    });

    it.runIf(connected.conversation !== undefined)('joins what is told later to what was told first', async () => {
      const first = receiptOf(own);
      for (const [name, request] of conversationRequests(connected, first))
        expectRecorded(nameIn(variant, name), request);
      const answers = everyStatus(['', '<html>', '{}', '[]', ...good.map(bodyOf)]);
      expect(some(answers.map((response) => conversationProblem(connected, response, first)))).toEqual([]);
    });

    it.runIf(connected.lookup !== undefined)('looks for an earlier attempt before sending again', async () => {
      const { lookup } = connected;
      if (lookup === undefined) return;
      const { alert, attempt } = renderedOf('full');
      expectRecorded(nameIn(variant, 'lookup'), lookup.render(alert, attempt));
      for (const response of everyStatus(['', '<html>', '{}', '[]', 'null', ...own.map(bodyOf)]))
        lookup.found(response, alert, attempt);
      expect(lookup.found(answer(500, 'no'), alert, attempt)).toBe('unsure');
    });
  });
});

it.runIf(!isAlone)('there are tables of registered destinations only', () => {
  expect(registry.map(([type]) => type)).toEqual(expect.arrayContaining([...tablesIn('destinations')]));
});

it('reads the shared alerts', () => {
  expect([...alerts.keys()]).toEqual(
    expect.arrayContaining(['minimal', 'full', 'hostile', 'oversized', 'unicode', 'resolved', 'gap', 'unreadable']),
  );
});
