/** Payloads of real senders that were once misread, posted as bytes to a whole system: what they become, and who is notified. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlertDetail } from '../../lambdas/engine/api/find-alert.ts';
import { beforeOf, caseNames, expectedOf, inputOf, sentBefore } from '../cases/cases.ts';
import { expectFields } from '../cases/expect-alert.ts';
import { type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;
let webhooks = 0;

/** Cases that are compared come to one source, as they come from one sender. */
function sourceOf(name: string): string {
  const before = beforeOf(name);
  return before === undefined || inputOf(before).type !== inputOf(name).type ? name : sourceOf(before);
}

const chatOf = (name: string): string => `chat-${sourceOf(name)}`;

/** An archive that takes everything, and a chat for each source, so that no case waits for the permits of another. */
function configuration(): string {
  const names = [...new Set(caseNames.map(sourceOf))];
  const sources = names.map((name) => [name, `{ type: ${inputOf(name).type}, auth: { bearer: "\${HOOK_TOKEN}" } }`]);
  const chats = names.map((name) => [chatOf(name), `{ type: slack, webhookUrl: "${receiver.url}/${chatOf(name)}" }`]);
  const destinations = {
    archive: `{ type: webhook, url: "${receiver.url}/archive" }`,
    ...Object.fromEntries(chats),
  };
  const routes = names.map((name) => `  - { match: { source: ${name} }, to: [archive, ${chatOf(name)}] }`);
  return yamlOf(destinations, Object.fromEntries(sources), routes.join('\n'));
}

beforeAll(async () => {
  receiver = await startReceiver((path) => ({ status: 200, body: path.startsWith('/chat') ? 'ok' : '' }));
  pipeline = await startPipeline(configuration());
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const idsAt = async (source: string): Promise<string[]> =>
  (await pipeline.alerts(`?source=${source}`)).alerts.map(({ id }) => id);

async function send(name: string, payload: unknown): Promise<void> {
  const answer = await pipeline.hook(sourceOf(name), JSON.stringify(payload), inputOf(name).headers);
  expect(answer.status).toBe(202);
  webhooks += 1;
  await pipeline.settled(webhooks);
}

interface Became {
  readonly alerts: readonly AlertDetail[];
  /** How many messages people got since its sender began with it. */
  readonly messages: number;
}

/** What a case became at its source. */
async function post(name: string): Promise<Became> {
  const before = sentBefore(name);
  if (before !== undefined) await send(name, before);
  const known = new Set(await idsAt(sourceOf(name)));
  const messages = receiver.at(`/${chatOf(name)}`).length;
  await send(name, inputOf(name).payload);
  const ids = (await idsAt(sourceOf(name))).filter((id) => !known.has(id));
  return {
    alerts: await Promise.all(ids.map(pipeline.alert)),
    messages: receiver.at(`/${chatOf(name)}`).length - messages,
  };
}

const posted = new Map<string, Promise<Became>>();

/** What a case became, posted once, after those that its sender sends before it. */
async function became(name: string): Promise<Became> {
  const before = beforeOf(name);
  if (before !== undefined) await became(before);
  const known = posted.get(name) ?? post(name);
  posted.set(name, known);
  return known;
}

const statusAt = ({ deliveries }: AlertDetail, id: string): string | undefined =>
  deliveries.find(({ destination }) => destination === id)?.status;

const fingerprintOf = async (name: string): Promise<string | undefined> =>
  (await became(name)).alerts[0]?.alert.fingerprint;

it.each(caseNames)('%s becomes what its sender means', async (name) => {
  const wanted = expectedOf(name);
  const { alerts } = await became(name);
  // What changes nothing for anybody may be the same report again.
  if (wanted.toldAnew !== false) expect(alerts).toHaveLength(wanted.alerts ?? 1);
  for (const { alert } of alerts) expect(alert.kind).toBe('detection');
  const [first] = alerts;
  if (first !== undefined) expectFields(first.alert, wanted);
  const { fingerprintEquals: equal, fingerprintDiffersFrom: other } = wanted;
  if (equal !== undefined) expect(await fingerprintOf(name)).toBe(await fingerprintOf(equal));
  if (other !== undefined) expect(await fingerprintOf(name)).not.toBe(await fingerprintOf(other));
});

it.each(caseNames)('%s is delivered to the archive as it reads', async (name) => {
  const { alerts } = await became(name);
  const bodies = receiver.at('/archive').map(({ body }) => JSON.parse(body));
  for (const detail of alerts) {
    expect(statusAt(detail, 'archive')).toBe('delivered');
    const { id, title, fingerprint } = detail.alert;
    expect(bodies).toContainEqual(expect.objectContaining({ id, title, fingerprint }));
  }
});

/** What was open before is merged or told as ended; what is new, or worse than it was, is a message of its own. */
it.each(caseNames)('%s notifies whom it should', async (name) => {
  const { alerts, messages } = await became(name);
  const statuses = alerts.map((detail) => statusAt(detail, chatOf(name)));
  const { toldAnew, fingerprintEquals, state } = expectedOf(name);
  if (toldAnew === false) {
    for (const status of statuses) expect(['merged', 'suppressed']).toContain(status);
    expect(messages).toBe(0);
  } else if (fingerprintEquals === undefined) {
    for (const status of statuses) expect(status).toBe('delivered');
    expect(messages).toBe(alerts.length);
  } else {
    expect([state, messages]).toEqual(['resolved', 1]);
    expect(receiver.at(`/${chatOf(name)}`).at(-1)?.body).toMatch(/resolved/i);
  }
});
