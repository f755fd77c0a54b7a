/** The examples of the pages about acknowledging, escalation, times and silences, executed. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { isActive, silencedBy, toSilence } from '../../lambdas/domain/silence.ts';
import { SilenceRequest } from '../../lambdas/domain/silence-request.ts';
import { letPass, problemWorld } from '../engine/acknowledge/world.ts';
import { door, known } from '../engine/api/door.ts';
import { alertOf } from '../engine/route/alerts.ts';
import { vendor } from '../faults/vendors.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

/** The block of a page that bears a name. */
function block(page: string, name: string): string {
  const blocks = [...readFileSync(`docs/${page}.md`, 'utf8').matchAll(/```\w+ (\S+)\n([\s\S]*?)```/g)];
  const found = blocks.find(([, each]) => each === name)?.[2];
  if (found === undefined) throw new Error(`docs/${page}.md has no block ${name}`);
  return found;
}
const jsonIn = (page: string, name: string): unknown => JSON.parse(block(page, name));

describe('docs/acknowledge.md', () => {
  it('shows what the API answers', async () => {
    vi.useRealTimers();
    const here = door();
    const path = `/v1/alerts/${known}`;
    const init = { method: 'POST', body: block('acknowledge', 'request') };
    const answer = jsonIn('acknowledge', 'answer') as object;
    expect((await here.ask(`${path}/acknowledge`, init)).body).toMatchObject(answer);
    expect((await here.ask(`${path}/acknowledge`, init)).body).toMatchObject({ ...answer, isFirst: false });
    expect((await here.ask(path)).body).toMatchObject({ problem: jsonIn('acknowledge', 'problem') });
  });
});

/** A world with the routes of a page, in which one alert has come. */
async function worldOf(page: string) {
  const { routes, timeIntervals = {} } = configOf(block(page, 'tocsin.yaml'), `${page}.yaml`, true);
  const vendors = [vendor('slack-bot', {}), vendor('pagerduty', {}), vendor('jira', {})];
  const here = problemWorld(vendors, { routes, timeIntervals });
  await here.report({ severity: 'high' });
  const deliveries = async () => {
    const stored = await here.world.stores.alerts.load(await here.firstId());
    return stored === undefined ? [] : here.world.stores.deliveries.states({ alertId: stored.alert.id, ...stored });
  };
  return { ...here, deliveries };
}

describe('docs/escalation.md', () => {
  it('shows what waits, and what becomes of it', async () => {
    const here = await worldOf('escalation');
    await letPass(here.world, 5);
    expect(await here.deliveries()).toMatchObject(jsonIn('escalation', 'waiting') as object[]);
    await here.acknowledge(await here.firstId());
    expect(await here.deliveries()).toMatchObject(jsonIn('escalation', 'acknowledged') as object[]);
  });
});

describe('docs/times.md', () => {
  it('shows until when it waits', async () => {
    const here = await worldOf('times');
    await letPass(here.world, 1);
    expect(await here.deliveries()).toMatchObject(jsonIn('times', 'waiting') as object[]);
  });
});

describe('docs/silences.md', () => {
  const now = '2026-11-21T20:00:00.000Z';
  const made = (name: string) => {
    const silence = toSilence(SilenceRequest.parse(jsonIn('silences', name)), 's', now);
    if ('wrong' in silence) throw new Error(silence.wrong);
    return silence;
  };

  it('shows what a request becomes, and it matches what it says', () => {
    const silence = made('request');
    expect(silence).toMatchObject(jsonIn('silences', 'answer') as object);
    expect(silencedBy(alertOf({ source: 'scanner', severity: 'low' }), [silence], now)?.id).toBe('s');
    expect(silencedBy(alertOf({ source: 'scanner', severity: 'high' }), [silence], now)).toBeUndefined();
  });

  it('comes back every week', () => {
    const silence = made('weekly');
    const at = ['2026-11-22T00:59:00Z', '2026-11-22T01:00:00Z', '2026-11-29T02:59:00Z', '2026-11-29T03:00:00Z'];
    expect(at.map((time) => isActive(silence, new Date(time).toISOString()))).toEqual([false, true, true, false]);
  });
});
