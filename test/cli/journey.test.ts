/** The first tasks of an operator, each by one command, on a whole system. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { until } from '../until.ts';
import { tocsin } from './cli.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-journey-'));
const file = path.join(folder, 'tocsin.yaml');
const secrets = {
  FALCO_KEY: 'falco-key-0123456789',
  GITHUB_KEY: 'github-key-0123456789',
  TOCSIN_ADMIN_TOKEN: 'journey-admin-token-0123',
};

let receiver: Receiver;
let system: System;

beforeAll(async () => {
  receiver = await startReceiver((at) => (at === '/refusing' ? { status: 400 } : undefined));
  const yaml = `version: 1
sources:
  falco: { type: falco, auth: { token: "\${FALCO_KEY}" } }
  github: { type: github, auth: { hmac: { scheme: github, secret: "\${GITHUB_KEY}" } } }
destinations:
  archive: { type: webhook, url: "${receiver.url}/archive" }
  refusing: { type: webhook, url: "${receiver.url}/refusing" }
routes:
  - { name: all, to: [archive] }
  - { name: refused, match: { source: github }, to: [refusing] }
`;
  writeFileSync(file, yaml);
  const config = configOf(yaml, file, true);
  system = await startSystem({
    config,
    dataDir: path.join(folder, 'data'),
    port: 0,
    host: '127.0.0.1',
    secrets,
    log: () => undefined,
  });
});
afterAll(async () => {
  await system.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const command = (...words: string[]) => tocsin(words, { environment: { ...secrets, TOCSIN_URL: system.url } });

async function json(...words: string[]): Promise<Readonly<Record<string, never>>> {
  const { code, out, err } = await command(...words);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

interface Listed {
  readonly alerts: readonly { readonly id: string; readonly destinations: Readonly<Record<string, string>> }[];
}

/** The only alert of a source, once it was delivered to the archive. */
const delivered = (source: string) =>
  until(`an alert of ${source} is delivered`, async () => {
    const { alerts }: Listed = JSON.parse((await command('alerts', '--source', source)).out);
    const [first] = alerts;
    return first?.destinations['archive'] === 'delivered' ? first.id : undefined;
  });

const at = (destination: string): number => receiver.at(`/${destination}`).length;

describe('an operator', () => {
  it('sends samples as their senders would, and each becomes an alert', async () => {
    for (const source of ['falco', 'github'])
      expect(await json('send', source, '--sample', '--config', file)).toMatchObject({ status: 'accepted' });
    for (const source of ['falco', 'github']) expect(await delivered(source)).toMatch(/^\w+:/);
  });

  it('sees what an alert is, sends it again, acknowledges and ends it, by one command each', async () => {
    const id = await delivered('falco');
    const shown = await tocsin(['alert', id, '-o', 'table'], { environment: { ...secrets, TOCSIN_URL: system.url } });
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/archive +delivered/) });
    const before = at('archive');
    expect(await command('replay', id, '-o', 'table')).toMatchObject({ code: 0, out: '1 queued\n' });
    await until('it is sent again', () => (at('archive') > before ? true : undefined));
    expect(await command('ack', id, '--author', 'Anna', '-o', 'table')).toMatchObject({
      code: 0,
      out: 'acknowledged by Anna\n',
    });
    expect(await command('ack', id, '--author', 'Ben', '-o', 'table')).toMatchObject({
      out: 'it was acknowledged before, by Anna\n',
    });
    expect(await command('resolve', id, '--author', 'Ben', '--note', 'patched', '-o', 'table')).toMatchObject({
      code: 0,
    });
    expect(await command('replay', id, '--destination', 'nowhere')).toMatchObject({
      code: 1,
      err: 'tocsin: the alert has no delivery to nowhere; it has: archive\n',
    });
  });

  it('sees whether anything is stuck, pauses and resumes', async () => {
    expect(await json('destinations', 'pause', 'archive', '--author', 'Anna')).toMatchObject({ state: 'paused' });
    expect(await command('destinations', '-o', 'table')).toMatchObject({
      out: expect.stringMatching(/archive +webhook +paused .*by Anna since/),
    });
    expect(await command('destinations', 'resume', 'archive', '-o', 'table')).toMatchObject({
      out: 'archive is resumed\n',
    });
    expect(await command('destinations', 'resume', 'archive')).toMatchObject({ code: 1, out: '' });
    expect(await command('destinations', 'pause', 'archiv')).toMatchObject({
      code: 1,
      err: expect.stringContaining('configured are: archive, refusing'),
    });
  });

  it('tests a destination: the exit code says what came of it', async () => {
    expect(await command('test', 'archive', '-o', 'table')).toMatchObject({
      code: 0,
      out: expect.stringContaining('archive: delivered'),
    });
    expect(await command('test', 'nowhere')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('configured are'),
    });
  });

  it('makes a silence by a duration and ends it, by the older option too', async () => {
    const made = await json(
      'silence',
      'add',
      'source="falco"',
      '--for',
      '2h',
      '--author',
      'Anna',
      '--reason',
      'a scan',
    );
    const { id, from, until: end } = made as Readonly<Record<string, string>>;
    expect(Date.parse(end ?? '') - Date.parse(from ?? '')).toBe(7_200_000);
    expect(await command('silence', 'list', '-o', 'table')).toMatchObject({
      out: expect.stringMatching(/active +source="falco"/),
    });
    expect(
      await json(
        'silence',
        'add',
        '--matchers',
        'source="x"',
        '--duration',
        '1h',
        '--reason',
        'x',
        '--replaces',
        id ?? '',
      ),
    ).toMatchObject({ ended: false });
    expect(await command('silence', 'end', id ?? '')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no active silence'),
    });
  });

  it('lists what a replay would send, sends it with --yes, and sees the ledger balance', async () => {
    const listed = await command('replay', '--status', 'delivered', '--source', 'falco');
    expect(JSON.parse(listed.out)).toMatchObject({
      dryRun: true,
      deliveries: [expect.stringMatching(/^falco:.*:archive$/)],
    });
    expect(listed.err).toBe('nothing was sent: --yes sends them\n');
    const sent = await command('replay', '--status', 'delivered', '--source', 'falco', '--yes');
    expect(sent.code).toBe(0);
    expect(JSON.parse(sent.out)).toMatchObject({ state: 'done', deliveriesReplayed: 1 });
    const { job }: { readonly job: string } = JSON.parse(sent.out);
    expect(await command('replay', 'status', job, '-o', 'table')).toMatchObject({
      code: 0,
      out: expect.stringContaining('done'),
    });
    await until('the ledger balances', async () =>
      (await command('ledger', '--audit')).code === 0 ? true : undefined,
    );
  });

  it('follows alerts as they come', async () => {
    const tailing = command('tail', '--for', '6s', '--every', '1s', '--source', 'github', '--since', '1h');
    const { code, out } = await tailing;
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).source),
    ).toEqual(['github']);
  });

  it('is refused with a wrong token, at hooks too', async () => {
    const wrong = { TOCSIN_URL: system.url, TOCSIN_ADMIN_TOKEN: 'wrong', FALCO_KEY: 'wrong' };
    expect(await tocsin(['alerts'], { environment: wrong })).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('from TOCSIN_ADMIN_TOKEN'),
    });
    const sent = await tocsin(['send', 'falco', '--sample', '--config', file], { environment: wrong });
    expect(sent).toMatchObject({ code: 3, out: '', err: expect.stringContaining('refused with 401') });
  });
});
