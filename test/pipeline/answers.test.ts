import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryState } from '../../lambdas/domain/delivery.ts';
import { aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Arrived, type Receiver, type Reply, startReceiver } from './receiver.ts';

const slackSays = (error: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ok: false, error }),
});

let until429 = 0;
const inThreeSeconds = (): string => {
  // An HTTP date has no milliseconds, so what is told is what has to be kept.
  until429 = Math.floor((Date.now() + 3000) / 1000) * 1000;
  return new Date(until429).toUTCString();
};

/** What each path answers to its first request; later ones are welcome. */
const first: Readonly<Record<string, () => Reply>> = {
  '/limited': () => ({ status: 429, headers: { 'retry-after': '2' } }),
  '/dated': () => ({ status: 429, headers: { 'retry-after': inThreeSeconds() } }),
  '/failing': () => ({ status: 500 }),
  '/cut': () => ({ status: 200, cut: true }),
  '/blocks': () => ({ status: 400, body: 'invalid_blocks' }),
  '/api/chat.postMessage': () => slackSays('invalid_blocks'),
};

let receiver: Receiver;
let late: Receiver | undefined;
let pipeline: Pipeline;
let alertId: string;

const hook = (path: string) => `{ type: webhook, url: "${receiver.url}/${path}" }`;

beforeAll(async () => {
  receiver = await startReceiver((path, nth) => (nth === 1 ? first[path]?.() : { status: 200, body: 'ok' }));
  const absent = await startReceiver();
  await absent.close();
  pipeline = await startPipeline(
    yamlOf({
      fine: hook('fine'),
      limited: hook('limited'),
      dated: hook('dated'),
      failing: hook('failing'),
      cut: hook('cut'),
      absent: `{ type: webhook, url: "${absent.url}/late" }`,
      blocks: `{ type: slack, webhookUrl: "${receiver.url}/blocks" }`,
      bot: `{ type: slack, token: xoxb-test, channel: C0123456789, apiUrl: "${receiver.url}/api" }`,
    }),
  );
  await pipeline.hook('akto', aktoWebhook(1));
  alertId = await until('the alert is listed', async () => (await pipeline.alerts()).alerts[0]?.id);
  await until('the refused connection is recorded', async () => (await delivery('absent')).attempts[0]);
  late = await startReceiver(undefined, Number(new URL(absent.url).port));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
  await late?.close();
});

async function delivery(destination: string): Promise<DeliveryState> {
  const { deliveries } = await pipeline.alert(alertId);
  const found = deliveries.find((each) => each.destination === destination);
  if (found === undefined) throw new Error(`no delivery to ${destination}`);
  return found;
}

const ended = (destination: string): Promise<DeliveryState> =>
  until(`${destination} has ended`, async () => {
    const found = await delivery(destination);
    return ['delivered', 'dead'].includes(found.status) ? found : undefined;
  });

const secondAt = (path: string): Arrived => {
  const arrived = receiver.at(path)[1];
  if (arrived === undefined) throw new Error(`no second request came to ${path}`);
  return arrived;
};

describe('a destination’s answer', () => {
  it('429 with Retry-After in seconds: not before those seconds have passed, then delivered', async () => {
    const { status, attempts } = await ended('limited');
    expect(status).toBe('delivered');
    expect(attempts).toMatchObject([
      { outcome: 'retry', httpStatus: 429, reason: 'rate_limited' },
      { outcome: 'delivered', httpStatus: 200 },
    ]);
    expect(secondAt('/limited').at - (receiver.at('/limited')[0]?.at ?? 0)).toBeGreaterThanOrEqual(1990);
  });

  it('429 with an HTTP date: not before that time', async () => {
    expect(await ended('dated')).toMatchObject({
      status: 'delivered',
      attempts: [{ outcome: 'retry', httpStatus: 429, reason: 'rate_limited' }, { outcome: 'delivered' }],
    });
    expect(secondAt('/dated').at).toBeGreaterThanOrEqual(until429);
  });

  it('500: tried again', async () => {
    expect(await ended('failing')).toMatchObject({
      status: 'delivered',
      attempts: [
        { outcome: 'retry', httpStatus: 500, reason: 'http_500' },
        { outcome: 'delivered', httpStatus: 200 },
      ],
    });
  });

  it('a refused connection: not sent, tried again, delivered once somebody listens', async () => {
    const { status, attempts } = await ended('absent');
    expect(status).toBe('delivered');
    expect(attempts[0]).toMatchObject({ outcome: 'retry', reason: 'econnrefused' });
    expect(attempts[0]).not.toHaveProperty('httpStatus');
    expect(attempts.at(-1)).toMatchObject({ outcome: 'delivered', httpStatus: 200 });
    expect(late?.at('/late')).toHaveLength(1);
  });

  it('none after the request was taken: unknown, then sent again under the same id', async () => {
    expect(await ended('cut')).toMatchObject({
      status: 'delivered',
      attempts: [{ outcome: 'unknown' }, { outcome: 'delivered' }],
    });
    const ids = receiver.at('/cut').map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([`${alertId}:cut`, `${alertId}:cut`]);
  });

  it.each(['blocks', 'bot'])('Slack’s invalid_blocks (%s): dead at once, for that reason', async (destination) => {
    expect(await ended(destination)).toMatchObject({
      status: 'dead',
      reason: 'invalid_blocks',
      attempts: [{ outcome: 'rejected', reason: 'invalid_blocks' }],
    });
  });
});

describe('a replay', () => {
  it('sends a dead delivery again, which may then be delivered', async () => {
    const { id } = await ended('blocks');
    const answer = await pipeline.replay(id);
    expect(answer).toMatchObject({ status: 202, body: { deliveryId: id, status: 'queued' } });
    const again = () => ended('blocks').then((found) => (found.attempts.length === 2 ? found : undefined));
    const { status, reason, attempts } = await until('it has ended again', again);
    expect({ status, reason, outcomes: attempts.map(({ outcome }) => outcome) }).toEqual({
      status: 'delivered',
      reason: undefined,
      outcomes: ['rejected', 'delivered'],
    });
  });

  it('sends a delivered one again, once for each replay', async () => {
    const { id } = await ended('fine');
    expect((await pipeline.replay(id)).status).toBe(202);
    await until('it came twice', () => (receiver.at('/fine').length === 2 ? true : undefined));
    await until('it has ended again', async () => ((await ended('fine')).attempts.length === 2 ? true : undefined));
    expect(receiver.at('/fine')).toHaveLength(2);
    expect(receiver.at('/fine')[1]?.body).toBe(receiver.at('/fine')[0]?.body);
  });

  it.each(['nothing', 'akto:00000000000000000000000000000000:fine'])(
    'of what does not exist (%s) is a 404',
    async (id) => {
      expect(await pipeline.replay(id)).toMatchObject({
        status: 404,
        body: { status: 404, title: 'No such delivery' },
      });
    },
  );

  it('to a destination that the alert was never planned for is a 404', async () => {
    expect((await pipeline.replay(`${alertId}:elsewhere`)).status).toBe(404);
  });

  it('leaves the ledger balanced', async () => {
    const { deliveries, balanced } = await pipeline.settled(1);
    expect({ delivered: deliveries.delivered, dead: deliveries.dead, balanced }).toEqual({
      delivered: 7,
      dead: 1,
      balanced: true,
    });
  });
});

describe('an answer that is about the destination', () => {
  const answers: Readonly<Record<string, Reply>> = {
    '/moved': { status: 302, headers: { location: '/elsewhere' } },
    '/page': { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
  };
  let elsewhere: Receiver;
  let waiting: Pipeline | undefined;

  const start = async (destination: string) => {
    waiting = await startPipeline(yamlOf({ only: destination }));
    await waiting.hook('akto', aktoWebhook(1));
    const { alerts } = waiting;
    const id = await until('the alert is listed', async () => (await alerts()).alerts[0]?.id);
    return until('it was tried', async () => {
      const [found] = (await waiting?.alert(id))?.deliveries ?? [];
      return found?.attempts[0] === undefined ? undefined : found;
    });
  };

  beforeAll(async () => {
    elsewhere = await startReceiver((path) => answers[path]);
  });
  afterEach(() => waiting?.close());
  afterAll(() => elsewhere.close());

  it('a redirect: it waits, and nobody goes there', async () => {
    expect(await start(`{ type: webhook, url: "${elsewhere.url}/moved" }`)).toMatchObject({
      status: 'retrying',
      attempts: [{ outcome: 'retry', httpStatus: 302, reason: 'http_302' }],
    });
    expect(elsewhere.at('/elsewhere')).toEqual([]);
  });

  it('a login page with 200: it waits, and is not counted as delivered', async () => {
    expect(await start(`{ type: slack, webhookUrl: "${elsewhere.url}/page" }`)).toMatchObject({
      status: 'unknown',
      attempts: [{ outcome: 'unknown', httpStatus: 200, reason: 'unconfirmed_response' }],
    });
  });
});
