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
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connected } from '../../lambdas/core/connected.ts';
import type {
  Destination,
  OutboundRequest,
  OutboundResponse,
  Rendered,
  Repeats,
} from '../../lambdas/core/destination.ts';
import type { Outcome, Receipt } from '../../lambdas/core/outcome.ts';
import { alertNamed, alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from './alerts.ts';
import { type AnswerCase, destinationTable } from './destination-cases.ts';
import { hasTable, isWriting, pretty, readTable, tablesIn, writeTable } from './tables.ts';
import { isAlone, underTest } from './under-test.ts';

const validators = new URL('../validators/', import.meta.url);

/** Arbitrary alerts a destination; more by `RUNS=2000 npx vitest run test/conformance`. */
const RUNS = Number(process.env['RUNS'] ?? 15);

const NOW = Date.parse('2026-11-21T03:07:12.000Z');
const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): OutboundResponse => ({
  at: NOW,
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** `refused` and `unconfirmed` are how the fixtures spell a retry, and an unknown, that concerns the whole destination. */
function kindOf(outcome: Outcome): string {
  if (!('refused' in outcome)) return outcome.kind;
  return outcome.kind === 'retry' ? 'refused' : 'unconfirmed';
}
const reasonOf = (outcome: Outcome): string | undefined => ('reason' in outcome ? outcome.reason : undefined);

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A body as a reviewer wants to see it: JSON and JSON lines opened up, anything else as its lines. */
function opened(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  const whole = jsonOr(body);
  if (whole !== undefined) return whole;
  return body.split('\n').map((line) => (line.startsWith('{') ? (jsonOr(line) ?? line) : line));
}

/** A request as it stands in the table. */
const shown = ({ body, ...request }: OutboundRequest): unknown => ({ ...request, body: opened(body) });

/** The name of a request in the table: `bot/full`, or `full` where there is one way of configuration. */
const nameIn = (variant: string, name: string): string => `${variant === '' ? '' : `${variant}/`}${name}`;

/** Puts requests into the table, and takes those out that nothing makes any more. */
function writeRequests(type: string, made: ReadonlyMap<string, unknown>, names: ReadonlySet<string>): void {
  const table = readTable(`destinations/${type}`) as Record<string, unknown>;
  const all = { ...destinationTable(type).requests, ...Object.fromEntries(made) };
  const kept = Object.entries(all).filter(([name]) => names.has(name));
  const requests = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeTable(`destinations/${type}`, { ...table, requests });
}

async function problemsOf(type: string): Promise<(request: OutboundRequest) => readonly string[]> {
  const path = new URL(`${type}.ts`, validators);
  if (!existsSync(path)) return () => [];
  const { problems } = (await import(path.href)) as { problems: (request: OutboundRequest) => readonly string[] };
  return problems;
}

const renderedOf = (name: string): Rendered => ({ alert: alertNamed(name), attempt: attemptFor(alertNamed(name)) });
const items: readonly Rendered[] = [...alerts.keys()].map(renderedOf);
const repeated = (n: number): Rendered[] => Array.from({ length: n }, () => renderedOf('full'));

const bodyOf = ({ body }: AnswerCase): unknown => {
  const { alert, attempt } = renderedOf('full');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.replaceAll('{{deliveryId}}', attempt.deliveryId).replaceAll('{{alertId}}', alert.id);
};

function checkOne(connected: Connected, one: AnswerCase): void {
  const judging = one.comment === true ? connected.conversation : connected;
  if (judging === undefined) throw new Error(`"${one.name}" is the answer to a comment, and this destination has none`);
  const outcome = judging.judge(answer(one.status, bodyOf(one), one.headers));
  expect(kindOf(outcome), reasonOf(outcome)).toBe(one.expect);
  if (one.reason !== undefined) expect(reasonOf(outcome)).toBe(one.reason);
  if (one.afterSeconds !== undefined) expect(outcome).toMatchObject({ afterSeconds: one.afterSeconds });
  if (one.receipt !== undefined) expect(outcome).toMatchObject({ receipt: { id: one.receipt } });
}

function checkBatch(connected: Connected, one: AnswerCase): void {
  const outcomes = connected.batch?.judge(answer(one.status, bodyOf(one), one.headers), repeated(one.items ?? 0));
  expect(outcomes?.map(kindOf)).toEqual(one.expect);
  if (one.reason !== undefined) expect(outcomes?.map((outcome) => reasonOf(outcome) ?? null)).toEqual(one.reason);
}

function checkLookup(connected: Connected, one: AnswerCase): void {
  const { alert, attempt } = renderedOf('full');
  const found = connected.lookup?.found(answer(one.status, bodyOf(one), one.headers), alert, attempt);
  expect(found === undefined ? 'absent' : found === 'unsure' ? found : 'found').toBe(one.expect);
  if (one.receipt !== undefined) expect(found).toMatchObject({ id: one.receipt });
}

function check(connected: Connected, one: AnswerCase): void {
  if (one.lookup === true) checkLookup(connected, one);
  else if (one.items !== undefined) checkBatch(connected, one);
  else checkOne(connected, one);
}

const statuses = Array.from({ length: 500 }, (_, i) => i + 100);
const everyStatus = (bodies: readonly unknown[]): OutboundResponse[] =>
  statuses.flatMap((status) => bodies.map((body) => answer(status, body)));

/** What is wrong with a verdict whatever the destination; empty when nothing is. */
function verdictProblem(outcome: Outcome, status: number): string {
  if (status >= 500 && !['retry', 'unknown'].includes(outcome.kind)) return `${status} is ${outcome.kind}`;
  if (outcome.kind === 'delivered') return status < 200 || status > 299 ? `${status} is delivered` : '';
  return /^[a-z0-9][a-z0-9 _.:-]{1,63}$/i.test(outcome.reason) ? '' : `${status} has the reason ${outcome.reason}`;
}

/** The vendor's limits that a request breaks, measured in the vendor's unit. */
const limitProblems = ({ about }: Destination, request: OutboundRequest): string[] =>
  about.limits.flatMap(({ what, max, unit, measure }) => {
    const size = measure?.(request) ?? 0;
    return size > max ? [`${what} has ${size} ${unit} of ${max}`] : [];
  });

/** What a repeat, and the word that it is over, are told with. */
const repeats: Repeats = {
  title: 'Again: <!channel> *x* [y](https://evil.example) @everyone',
  severity: 'high',
  count: 7,
  total: 9,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
};

/** What a destination writes beyond one request an alert, by the names in the table. */
const optionalGoldens = ({ batch, lookup, conversation }: Connected): string[] => {
  const parts = {
    batch,
    lookup,
    reply: conversation,
    'reply.resolved': conversation,
    edit: conversation?.edit,
    resolve: conversation?.resolve,
    closed: conversation?.closed,
  };
  return Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [name]));
};

/** All requests that a conversation can come to, by the names in the table. */
function conversationRequests({ conversation }: Connected, first: Receipt): [string, OutboundRequest][] {
  const { alert, attempt } = renderedOf('full');
  const { reply, edit, resolve, closed } = conversation ?? {};
  const requests = {
    reply: reply?.(repeats, attempt, first, alert),
    'reply.resolved': reply?.({ ...repeats, isResolved: true }, attempt, first, alert),
    edit: edit?.(repeats, alert, attempt, first),
    resolve: resolve?.ask(first),
    closed: closed?.ask(first),
  };
  return Object.entries(requests).flatMap(([name, request]) => (request === undefined ? [] : [[name, request]]));
}

/** What is wrong with what a conversation makes of an answer; it must not throw. */
function conversationProblem({ conversation }: Connected, response: OutboundResponse, first: Receipt): string {
  conversation?.resolve?.act(response, first);
  conversation?.closed?.isClosed(response);
  conversation?.closed?.reopen(response, first);
  const outcome = conversation?.judge(response);
  return outcome === undefined ? '' : verdictProblem(outcome, response.status);
}

const receiptOf = (cases: readonly AnswerCase[]) => ({
  id: cases.find(({ receipt }) => receipt !== undefined)?.receipt ?? '1',
});

/** The secret as a service might echo it: in text, as an error name, in a header. */
const echoes = (secret: string): OutboundResponse[] =>
  statuses.flatMap((status) => [
    answer(status, secret, { 'retry-after': secret, location: secret }),
    answer(status, {
      ok: false,
      error: secret,
      code: secret,
      text: secret,
      errorMessages: [secret],
      errors: { secret },
    }),
    answer(status, { ok: false, error: `bad_${secret}` }),
  ]);

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
    const connected = destination.connect(settings);
    const own = cases.filter((one) => one.settings === undefined || one.settings === variant);
    const good = own.filter((one) => one.expect === 'delivered' && one.items === undefined && one.comment !== true);
    const written = [...alerts.keys(), 'full.repeat', ...optionalGoldens(connected)];
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
