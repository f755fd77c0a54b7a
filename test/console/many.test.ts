/** The list with 50,000 alerts: how much of it is in the document, and how much the page does while somebody scrolls. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser, signIn, startWorld, type World } from './world.ts';

const FEW = 5_000;
const ALL = 50_000;
const MOST_NODES = 2_000;
const STEPS = 60;

const severities = ['critical', 'high', 'medium', 'low', 'info'];

const alertAt = (n: number): object => ({
  id: `any:${n}`,
  source: 'any',
  title: `Alert ${n} of very many with a title of a usual length`,
  severity: severities[n % 5],
  class: 'threat',
  kind: 'detection',
  state: n % 7 === 0 ? 'resolved' : 'open',
  place: `node-${n}.example.test`,
  count: (n % 9) + 1,
  fingerprint: `f${n}`,
  occurredAt: '2026-11-21T03:07:12.000Z',
  receivedAt: new Date(Date.UTC(2026, 10, 21) - n * 1_000).toISOString(),
  deliveries: { delivered: 2, dead: 1 },
  destinations: { slack: 'delivered', jira: 'dead', splunk: 'delivered', archive: 'retrying' },
});

/** The list of the API, as it pages. */
async function listMany(page: Page, all: number): Promise<void> {
  await page.route('**/v1/alerts?*', async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const to = Math.min(all, from + Number(query.get('limit') ?? 50));
    const alerts = Array.from({ length: to - from }, (_, n) => alertAt(from + n));
    await route.fulfill({ json: { alerts, ...(to < all ? { cursor: String(to) } : {}) } });
  });
}

/** Scrolls for a while: near steps and far ones, and to the top again at the end. Returns the number of changes of the document. */
const scroll = `(async () => {
  const list = document.querySelector('.list');
  let changes = 0;
  const watch = new MutationObserver((seen) => { changes += seen.length; });
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let n = 0; n < ${STEPS}; n += 1) {
    list.scrollTop += n % 2 === 0 ? 900 : 30000;
    if (list.scrollTop + list.clientHeight >= list.scrollHeight) list.scrollTop = 0;
    await new Promise(requestAnimationFrame);
  }
  watch.disconnect();
  return changes;
})()`;

/** Asks for more until all are held; returns for how many rows the list is high enough. */
const loadAll = (all: number): string => `(async () => {
  const list = document.querySelector('.list');
  const rowHeight = document.querySelector('.row').offsetHeight;
  for (let n = 0; n < 20000 && list.scrollHeight < ${all} * rowHeight; n += 1) {
    list.scrollTop = list.scrollHeight;
    await new Promise((done) => setTimeout(done, 5));
  }
  return Math.round(list.scrollHeight / rowHeight);
})()`;

interface Work {
  readonly nodes: number;
  readonly changes: number;
  readonly layouts: number;
  /** Blocks of the page's own code that ran: grows with every loop over the list, and not with the speed of the machine. */
  readonly blocks: number;
}

const layoutsOf = async (devTools: CDPSession): Promise<number> =>
  (await devTools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'LayoutCount')?.value ?? 0;

async function blocksOf(devTools: CDPSession): Promise<number> {
  const { result } = await devTools.send('Profiler.takePreciseCoverage');
  const ranges = result.flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** What the page does while somebody scrolls through that many alerts. */
async function workOfScrolling(browser: Browser, url: string, all: number): Promise<Work> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await signIn(context, url, '/console/ledger');
  await listMany(page, all);
  await page.getByRole('link', { name: 'Alerts', exact: true }).click();
  await page.locator('.row').first().waitFor();
  expect(await page.evaluate(loadAll(all))).toBe(all);
  const devTools = await context.newCDPSession(page);
  await devTools.send('Performance.enable');
  await devTools.send('Profiler.enable');
  await devTools.send('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const before = await layoutsOf(devTools);
  const changes = Number(await page.evaluate(scroll));
  const blocks = await blocksOf(devTools);
  const layouts = (await layoutsOf(devTools)) - before;
  const nodes = Number(await page.evaluate("document.querySelectorAll('*').length"));
  await context.close();
  return { nodes, changes, layouts, blocks };
}

let world: World;
let browser: Browser;

describe.skipIf(!hasBrowser)('50,000 alerts in a browser (needs /usr/bin/chromium)', () => {
  beforeAll(async () => {
    world = await startWorld();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('are a bounded document, and cost no more to scroll through than a tenth of them', async () => {
    const few = await workOfScrolling(browser, world.url, FEW);
    const many = await workOfScrolling(browser, world.url, ALL);
    const both = JSON.stringify({ few, many });
    expect(many.nodes, both).toBeLessThan(MOST_NODES);
    expect(many.layouts, both).toBeLessThanOrEqual(2 * STEPS);
    expect(many.changes, both).toBeLessThanOrEqual(2 * few.changes);
    expect(many.blocks, both).toBeLessThanOrEqual(2 * few.blocks);
  });
});
