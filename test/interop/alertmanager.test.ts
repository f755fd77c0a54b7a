/** Alertmanager itself with the configuration whose like Tocsin has: the same alerts into both, the same notifications out. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expected, labelsOf, rows } from '../alertmanager/table.ts';
import { notificationsOf, webhookOf } from '../alertmanager/tocsin.ts';
import { type Pipeline, startPipeline } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { until } from '../until.ts';
import { installed, type Program, start } from './program.ts';

const command = installed('prometheus-alertmanager', 'alertmanager');
const read = (name: string, url: string): string =>
  readFileSync(new URL(`../alertmanager/${name}`, import.meta.url), 'utf8').replaceAll(/\$\{URL\}/g, url);

interface Posted {
  readonly receiver: string;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

describe.skipIf(command === undefined)(`Alertmanager (${command ?? 'not installed here'})`, () => {
  let [theirs, ours]: Receiver[] = [];
  let program: Program | undefined;
  let pipeline: Pipeline | undefined;
  let begun = '';

  beforeAll(async () => {
    theirs = await startReceiver();
    ours = await startReceiver(() => ({ status: 200, body: 'ok' }));
    const { url } = theirs;
    program = await start({
      command: command ?? '',
      args: (folder, port) => [
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      files: () => ({ 'alertmanager.yml': read('alertmanager.yml', url) }),
    });
    pipeline = await startPipeline(read('tocsin.yaml', ours.url));
  }, 60_000);
  afterAll(async () => {
    await program?.close();
    await pipeline?.close();
    await theirs?.close();
    await ours?.close();
  });

  /** What it has posted, as `receiver: alerts`. */
  const notified = (status: string): string[] =>
    [...new Set(rows.flatMap(({ to }) => to))]
      .flatMap((name) => theirs?.at(`/${name}`) ?? [])
      .map(({ body }): Posted => JSON.parse(body))
      .map(({ receiver, alerts }) => {
        const names = alerts.filter((alert) => alert.status === status).map(({ labels }) => labels['n'] ?? '');
        return `${receiver}: ${names.sort().join(' ')}`;
      })
      .filter((line) => !line.endsWith(': '))
      .sort();

  const post = async (parts: object): Promise<void> => {
    const alerts = rows.map((row) => ({ labels: labelsOf(row), annotations: { summary: row.n }, ...parts }));
    const answer = await fetch(`http://127.0.0.1:${program?.port}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    expect(answer.status).toBe(200);
  };

  it('has the receivers, groups and inhibited alerts of the table', { timeout: 60_000 }, async () => {
    // What began longer ago than `group_wait` would be sent at once, before what inhibits it is known.
    begun = new Date().toISOString();
    await post({ startsAt: begun });
    await until('it has posted all', () => (notified('firing').length >= expected().length ? true : undefined), 30_000);
    expect(notified('firing')).toEqual(expected());
  });

  it('and Tocsin has the same', { timeout: 60_000 }, async () => {
    await pipeline?.hook('prometheus', webhookOf(rows, 'firing'));
    await pipeline?.settled(1);
    expect(pipeline === undefined ? [] : await notificationsOf(pipeline)).toEqual(notified('firing'));
  });

  it('both notify of each end once', { timeout: 60_000 }, async () => {
    await post({
      startsAt: begun,
      endsAt: new Date().toISOString(),
    });
    await pipeline?.hook('prometheus', webhookOf(rows, 'resolved'));
    await pipeline?.settled(2);
    await until(
      'it has posted all ends',
      () => (notified('resolved').length >= expected().length ? true : undefined),
      30_000,
    );
    const told = [...new Set(rows.flatMap(({ to }) => to))].map((name) => [name, ours?.at(`/${name}`).length]);
    const theirsToo = [...new Set(rows.flatMap(({ to }) => to))].map((name) => [name, theirs?.at(`/${name}`).length]);
    expect(told).toEqual(theirsToo);
  });
});
