import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { tocsin } from './cli.ts';
import { alertLine, fakeApi, TOKEN } from './fake-api.ts';

const silence = {
  id: 's1',
  match: {},
  matchers: ['source="x"'],
  from: '2026-11-21T20:00:00Z',
  until: '2026-11-21T22:00:00Z',
  author: 'Anna',
  reason: 'a scan',
  count: 3,
  active: true,
  ended: false,
};
const delivery = {
  id: 'generic:1:soc',
  destination: 'soc',
  status: 'delivered',
  attempts: [{ at: '2026-11-21T20:00:01Z', outcome: 'delivered' }],
};
const job = {
  job: 'j1',
  state: 'done',
  updatedAt: '2026-11-21T20:00:00Z',
  alertsRead: 4,
  deliveriesReplayed: 2,
  notKeptCount: 0,
};
const answered = {
  alertId: 'generic:1',
  fingerprint: 'f',
  state: 'acknowledged',
  author: 'Anna',
  at: '2026-11-21T20:00:00Z',
  via: 'api',
  isFirst: true,
};

/** Every command that asks a running system: its words, what the API answers, and what a table of it shows. */
const commands: readonly (readonly [words: string, answer: unknown, shown: string])[] = [
  ['alerts', { alerts: [alertLine(1)] }, 'generic:1'],
  ['alert generic:1', { alert: alertLine(1), deliveries: [delivery] }, 'soc'],
  ['alert generic:1 --explain', { merged: [] }, 'merged'],
  ['tail --for 1s --every 1s --since 1h', { alerts: [alertLine(1)] }, 'generic:1'],
  [
    'destinations',
    {
      destinations: [
        {
          id: 'soc',
          type: 'slack',
          routes: [],
          state: 'paused',
          pausedBy: 'Anna',
          recent: { deliveries: { queued: 7 } },
        },
      ],
    },
    'paused',
  ],
  ['destinations pause soc', { destination: 'soc', state: 'paused' }, 'soc is paused'],
  ['destinations resume soc', { destination: 'soc', resumed: true }, 'soc is resumed'],
  [
    'sources',
    { sources: [{ id: 'tool', type: 'generic', hookPath: '/v1/hooks/tool', isSilent: true, recent: { lastHour: 2 } }] },
    'silent',
  ],
  ['ledger', { webhooks: { accepted: 5 }, alerts: 4, deliveries: { delivered: 4 }, balanced: true }, 'balanced'],
  [
    'trace generic:1',
    {
      alerts: [
        {
          alert: { title: 'Shell', severity: 'high', source: 'tool' },
          routes: [
            {
              name: 'urgent',
              verdict: 'not_matched',
              decides: false,
              conditions: [{ place: 'match', path: 'severity', wanted: 'critical', found: 'high', holds: false }],
            },
          ],
          destinations: [],
        },
      ],
    },
    'match severity critical: found high',
  ],
  ['ack generic:1 --author Anna', answered, 'acknowledged by Anna'],
  ['resolve generic:1 --author Ben', { ...answered, isFirst: false }, 'it was resolved before, by Anna'],
  ['replay', { deliveries: ['generic:1:soc'], dryRun: true }, 'generic:1:soc'],
  ['replay --yes', job, '2 deliveries replayed'],
  ['replay generic:1', { alert: alertLine(1), deliveries: [delivery] }, '1 queued'],
  ['replay status j1', job, 'j1: done'],
  ['confirm generic:1:soc', { deliveryId: 'generic:1:soc', status: 'delivered', reason: '' }, 'it counts as delivered'],
  ['silence list', { silences: [silence] }, 'Anna'],
  [`silence add source="x" --for 2h --reason scan`, silence, 's1 is active until'],
  ['silence end s1', { id: 's1', ended: true }, 's1 has ended'],
  ['test soc', { deliveryId: 'd', destination: 'soc', status: 'delivered', attempts: [] }, 'soc: delivered'],
  ['backup /tmp/x.db', { file: '/tmp/x.db', bytes: 1, blobs: 0, missing: [] }, '/tmp/x.db was written'],
];

/** Commands that ask no running system. */
const others = [
  'check',
  'preview',
  'map',
  'send',
  'secrets',
  'secrets set',
  'secrets check',
  'restore',
  'redrive',
  'completion',
  'silence',
];

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-cli-'));
const before = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const oneLine = /^tocsin[\w ]*: [^\n]+\n$/;
const pathOf = (words: string): string[] => {
  const [first = '', second = ''] = words.split(' ');
  return /^(pause|resume|status|list|add|end)$/.test(second) ? [first, second] : [first];
};

describe.each(commands)('tocsin %s', (words, answer, shown) => {
  const list = words.split(' ');
  const right = { TOCSIN_ADMIN_TOKEN: TOKEN };

  it('has help with examples, on standard output', async () => {
    const { code, out, err } = await tocsin([...pathOf(words), '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Examples:');
    expect(out).toContain(`$ tocsin ${pathOf(words).join(' ')}`);
  });

  it('names an unknown option and its own help, on standard error', async () => {
    const { code, out, err } = await tocsin([...list, '--nonsense']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain(`--nonsense'; see tocsin ${pathOf(words).join(' ')} --help`);
  });

  it('says that nothing answers, where, and what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, out, err } = await tocsin([...list, '--url', url], { environment: right });
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain(`nothing answers at ${url} (ECONNREFUSED): start it with npm start, or give --url`);
  });

  it('says that the token is wrong and where it came from, without the token', async () => {
    const { url } = await fakeApi(() => ({ body: answer }));
    const { code, out, err } = await tocsin([...list, '--url', url, '--token', 'wrong-token']);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain('refused the admin token (from --token)');
    expect(err).not.toContain('wrong-token');
  });

  it('says that there is no token, and makes none', async () => {
    const { code, out, err } = await tocsin([...list, '--url', 'http://127.0.0.1:9']);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain('no admin token: set TOCSIN_ADMIN_TOKEN');
    expect(readdirSync('.')).toEqual([]);
  });

  it('prints JSON for a program, and for a person what stands in it', async () => {
    const { url } = await fakeApi(() => ({ body: answer }));
    const environment = { ...right, TOCSIN_URL: url };
    const piped = await tocsin(list, { environment });
    expect(piped.code).toBe(0);
    expect(() => JSON.parse(piped.out)).not.toThrow();
    const seen = await tocsin(list, { environment, isTerminal: true });
    expect(seen).toMatchObject({ code: 0, out: expect.stringContaining(shown) });
    const wide = await tocsin([...list, '-o', 'wide'], { environment });
    expect(wide).toMatchObject({ code: 0, out: expect.stringContaining(shown) });
    expect(`${piped.out}${seen.out}`).not.toContain('\u001b');
  });
});

describe.each(others)('tocsin %s', (words) => {
  it('has help, and names an unknown option', async () => {
    const help = await tocsin([...words.split(' '), '--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    const wrong = await tocsin([...words.split(' '), '--nonsense']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toMatch(oneLine);
  });
});
