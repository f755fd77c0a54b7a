/** Whom the fallback of a route hears of: everything that does not arrive, in whatever way it fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import {
  aktoRepeat,
  type Receiver,
  type Situation,
  shortly,
  startReceiver,
  startSituation,
  until,
  yamlOf,
} from './situation.ts';

const json = (status: number, body: unknown) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const invalidEvent = { status: 'invalid event', message: 'Event object is invalid' };

const answers: Readonly<Record<string, () => ReturnType<typeof json> | { status: number; cut?: true; body?: string }>> =
  {
    '/pager/v2/enqueue': () => json(400, { ...invalidEvent, errors: ["'payload.summary' is missing or blank"] }),
    '/jira/rest/api/3/issue': () => json(400, { errorMessages: [], errors: { summary: 'Summary is too long.' } }),
    '/slack': () => ({ status: 400, body: 'invalid_blocks' }),
    '/again': () => ({ status: 400, body: 'invalid_blocks' }),
    '/doubtful': () => ({ status: 200, cut: true }),
    '/busy': () => ({ status: isBusy ? 503 : 200, body: isBusy ? '' : 'ok' }),
  };
let isBusy = true;
let receiver: Receiver;
let situation: Situation;

const notified = (path: string): Alert[] => receiver.at(path).map(({ body }) => JSON.parse(body));
const webhook = (name: string): string => `{ type: webhook, url: "${receiver.url}/${name}" }`;

const destinations = (absent: string): Readonly<Record<string, string>> => ({
  pager: `{ type: pagerduty, apiUrl: "${receiver.url}/pager", routingKey: "\${KEY}" }`,
  tickets: `{ type: jira, baseUrl: "${receiver.url}/jira", email: a@example.com, apiToken: "\${KEY}", project: SEC, issueType: Bug }`,
  chat: `{ type: slack, webhookUrl: "${receiver.url}/slack" }`,
  again: `{ type: slack, webhookUrl: "${receiver.url}/again" }`,
  doubtful: `{ type: slack, webhookUrl: "${receiver.url}/doubtful" }`,
  absent: `{ type: slack, webhookUrl: "${absent}/absent" }`,
  busy: `{ type: slack, webhookUrl: "${receiver.url}/busy" }`,
  ...Object.fromEntries(backups.map((name) => [name, webhook(name)])),
  ops: webhook('ops'),
});
const backups = ['backup-refused', 'backup-again', 'backup-doubtful', 'backup-absent', 'backup-busy'];
const routes = [
  '{ match: { source: refused }, to: [pager, tickets, chat], fallback: [backup-refused], after: 30m }',
  '{ match: { source: again }, to: [again], fallback: [backup-again], after: 30m }',
  '{ match: { source: doubtful }, to: [doubtful], fallback: [backup-doubtful], after: 30m }',
  '{ match: { source: absent }, to: [absent], fallback: [backup-absent], after: 30s }',
  '{ match: { source: busy }, to: [busy], fallback: [backup-busy], after: 30s }',
  '{ match: { source: tocsin }, to: [ops] }',
];
const sources = Object.fromEntries(['refused', 'again', 'doubtful', 'absent', 'busy'].map((name) => [name, 'akto']));

const FEW = 15;
const MANY = 40;

beforeAll(async () => {
  receiver = await startReceiver((path) => answers[path]?.());
  const nobody = await startReceiver();
  await nobody.close();
  situation = await startSituation(yamlOf(sources, destinations(nobody.url), routes));
  await situation.hook('refused', aktoWebhook(1, 'CRITICAL'));
  await situation.hook('again', aktoWebhook(1, 'HIGH'));
  for (const seconds of [1, 2, 3]) await situation.hook('again', aktoRepeat(1, 'HIGH', seconds));
  await situation.hook('doubtful', aktoWebhook(1, 'CRITICAL'));
  for (let n = 0; n < FEW; n += 1) await situation.hook('absent', aktoWebhook(n, 'MEDIUM'));
  for (let n = 0; n < MANY; n += 1) await situation.hook('busy', aktoWebhook(n, 'MEDIUM'));
});
afterAll(async () => {
  await situation.close();
  await receiver.close();
});

describe('the fallback is notified', () => {
  // Row 1, B4
  it('at once and once of an alert that pager, tracker and chat all reject', async () => {
    await until('it is notified', () => notified('/backup-refused')[0], shortly(200));
    const ended = async () => {
      const [alert] = await situation.alerts('source=refused');
      const all = alert?.deliveries.filter(({ destination }) => destination !== 'backup-refused') ?? [];
      return all.every(({ status }) => status === 'dead') ? all : undefined;
    };
    const dead = await until('all have ended', ended, shortly(200));
    expect(dead.map(({ destination, reason }) => [destination, reason])).toEqual([
      ['pager', 'invalid_event'],
      ['tickets', 'invalid_fields: summary'],
      ['chat', 'invalid_blocks'],
    ]);
    expect(notified('/backup-refused')).toMatchObject([{ source: 'refused', severity: 'critical' }]);
  });

  // Row 1
  it('of an alert that waits for a person, for nobody knows whether it arrived', async () => {
    const [alert] = [await until('it is notified', () => notified('/backup-doubtful')[0], shortly(300))];
    expect(alert).toMatchObject({ source: 'doubtful' });
    expect(await situation.states('doubtful', 'doubtful')).toMatchObject([
      { status: 'unknown', reason: expect.stringMatching(/^unconfirmed: /), attempts: [{}, {}] },
    ]);
    expect(receiver.at('/doubtful')).toHaveLength(2);
  });

  // Row 1
  it('of every repeat in a summary that is rejected', async () => {
    const all = () => (notified('/backup-again').length >= 4 ? notified('/backup-again') : undefined);
    const found = await until('it is notified of all', all, shortly(400));
    expect(new Set(found.map(({ id }) => id)).size).toBe(4);
    const ended = async () => {
      const states = await situation.states('again', 'again');
      return states.every(({ status }) => status === 'dead') ? states : undefined;
    };
    const states = await until('all have ended as their carrier', ended, shortly(400));
    expect(states.filter(({ mergedInto }) => mergedInto !== undefined)).toHaveLength(3);
  });

  // Row 32
  it('of every alert of a burst that nobody listens for', async () => {
    const all = () => (notified('/backup-absent').length >= FEW ? notified('/backup-absent') : undefined);
    const found = await until('it is notified of all', all, shortly(400));
    expect(new Set(found.map(({ id }) => id)).size).toBe(FEW);
    expect(found).toHaveLength(FEW);
  });

  // Row 32
  it('of every alert of a flood that fails, those in digests too', async () => {
    const all = () => (notified('/backup-busy').length >= MANY ? notified('/backup-busy') : undefined);
    const found = await until('it is notified of all', all, shortly(400));
    expect(new Set(found.map(({ id }) => id)).size).toBe(MANY);
    expect(found).toHaveLength(MANY);
    const states = await situation.states('busy', 'busy');
    expect(states.map(({ status }) => status)).not.toContain('merged');
    expect(states.filter(({ reason }) => reason === 'digest').length).toBeGreaterThan(0);
    isBusy = false;
    const over = async () => {
      const now = await situation.states('busy', 'busy');
      return now.every(({ status }) => status === 'delivered' || status === 'merged') ? now : undefined;
    };
    const ended = await until('all arrive when it accepts again', over, shortly(400));
    expect(ended).toHaveLength(MANY);
  });
});

describe('the operators are notified', () => {
  // Row 1, row 2: "only discovered by looking at the logs"
  it.each(['pager', 'tickets', 'chat'])('that an alert did not reach %s, and why', async (destination) => {
    const reported = () =>
      notified('/ops').find(({ type, labels }) => type === 'dead_deliveries' && labels['destination'] === destination);
    const alert = await until('they are', reported, shortly(200));
    expect(alert.title).toMatch(new RegExp(`^1 alert did not reach ${destination}: invalid_`));
  });
});
