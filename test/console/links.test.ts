/** Messages link to their alert in the console, and only where its address is known. */
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { startWorld, type World } from './world.ts';

let world: World | undefined;
afterEach(() => world?.close());

async function messagesOf(publicUrl?: string): Promise<{ readonly id: string; readonly texts: string }> {
  const running = await startWorld(publicUrl === undefined ? '' : `publicUrl: ${publicUrl}\n`);
  world = running;
  await running.alert('Somebody did something', { host: 'node-1.example.test' });
  const texts = await until('chat and ticket have it', () => {
    const all = running.sandbox.received().filter(({ receiver }) => /slack|jira|teams/.test(receiver));
    return new Set(all.map(({ receiver }) => receiver)).size < 3 ? undefined : JSON.stringify(all);
  });
  const { alerts } = (await (await running.ask('/v1/alerts')).json()) as { alerts: { id: string }[] };
  return { id: alerts[0]?.id ?? '', texts };
}

describe('a message', () => {
  it('links to its alert under publicUrl', async () => {
    const { id, texts } = await messagesOf('https://tocsin.example.com/prod/');
    const link = `https://tocsin.example.com/prod/console#/alerts/${encodeURIComponent(id)}`;
    expect(texts.split(link).length - 1, 'Slack, Teams and Jira').toBeGreaterThanOrEqual(3);
  });

  it('has no such link without publicUrl', async () => {
    expect((await messagesOf()).texts).not.toContain('/console');
  });
});
