/** The console in Chromium: what a person without a mouse does, in both themes, with hostile alerts and with very many. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from '../conformance/corpus.ts';
import { until } from '../until.ts';
import { seriousIn } from './axe.ts';
import { goByKeys, hasBrowser, openBrowser, signIn, startWorld, type World, watched } from './world.ts';

const pages = ['alerts', 'destinations', 'sources', 'routes', 'silences', 'ledger', 'overview'];

let world: World;
let browser: Browser;
const opened: BrowserContext[] = [];

describe.skipIf(!hasBrowser)('the console in a browser (needs /usr/bin/chromium)', () => {
  beforeAll(async () => {
    world = await startWorld();
    browser = await openBrowser();
    for (const [n, severity] of ['critical', 'high', 'medium', 'low', 'info'].entries())
      await world.alert(`Shell in a container ${n}`, { severity, host: `node-${n}.example.test`, user: 'root' });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** A page that is signed in, in a browser of its own, and what it did wrong so far. */
  async function open(at = '/console', options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext(options);
    opened.push(context);
    const page = await signIn(context, world.url, at);
    return { page, wrong: watched(page, world.url), close: () => context.close() };
  }

  const statesOf = async (title: string): Promise<Record<string, string>> => {
    const query = new URLSearchParams({ title });
    const { alerts } = (await (await world.ask(`/v1/alerts?${query}`)).json()) as {
      alerts: { destinations: Record<string, string> }[];
    };
    return alerts[0]?.destinations ?? {};
  };

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has no serious finding of axe on any page, ${colorScheme}`, async () => {
      const { page, wrong, close } = await open('/console', { colorScheme, reducedMotion: 'reduce' });
      const found: Record<string, string[]> = {};
      for (const each of pages) {
        await page.goto(`${world.url}/console/${each}`);
        await page
          .locator(each === 'alerts' ? '.row' : 'h1')
          .first()
          .waitFor();
        await page.locator('.overall:not(:has-text("looking"))').waitFor();
        found[each] = await seriousIn(page);
      }
      await page.goto(`${world.url}/console`);
      await page.locator('.row').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.timeline li').first().waitFor();
      await page.keyboard.press('m');
      await page.locator('.drawing').first().waitFor();
      found['alert'] = await seriousIn(page);
      await page.keyboard.press('?');
      found['help'] = await seriousIn(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('s');
      await page.getByRole('dialog').waitFor();
      found['silence'] = await seriousIn(page);
      expect(Object.fromEntries(Object.entries(found).filter(([, all]) => all.length > 0))).toEqual({});
      expect(wrong).toEqual([]);
      await close();
    });

  it('says what an alert is with one key, and goes on with j and k', async () => {
    const { page, close } = await open();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Shell in a container 4' }).waitFor();
    expect(await page.locator('.timeline').textContent()).toMatch(/Received from any/);
    const first = page.url();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Shell in a container 3' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('article.alert').waitFor({ state: 'detached' });
    await page.goto(first);
    await page.getByRole('heading', { name: 'Shell in a container 4' }).waitFor();
    await page.goto(`${world.url}/console#/alerts/${first.split('/').at(-1)}`);
    await page.getByRole('heading', { name: 'Shell in a container 4' }).waitFor();
    await close();
  });

  it('acknowledges and silences by keyboard, with the name of the person', async () => {
    const { page, close } = await open();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('a');
    await page.getByText('Acknowledged: 1 alert').waitFor();
    await page.keyboard.press('s');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('maintenance');
    await page.keyboard.press('Enter');
    await page.locator('.messages', { hasText: 'Silenced' }).waitFor();
    const { silences } = (await (await world.ask('/v1/silences')).json()) as {
      silences: { id: string; reason: string; author: string; active: boolean }[];
    };
    expect(silences).toMatchObject([{ reason: 'maintenance', author: 'admin', active: true }]);
    await goByKeys(page, '5');
    await page.getByRole('button', { name: /^End now/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The silence has ended').waitFor();
    await close();
  });

  it('shows what is stuck at once, and sends it again with three keys', async () => {
    await world.ask('/v1/destinations/archive/pause', { method: 'POST' });
    await world.alert('This one waits', { host: 'node-9.example.test' });
    const { page, close } = await open();
    await page.getByRole('link', { name: /State: .*1 waiting.*1 paused/ }).waitFor();
    await page.keyboard.press('w');
    await page.getByRole('heading', { name: 'Destinations' }).waitFor();
    await page.getByRole('button', { name: 'Resume archive' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Resumed archive').waitFor();
    await until('it is delivered', async () =>
      (await statesOf('This one waits'))['archive'] === 'delivered' ? true : undefined,
    );
    await goByKeys(page, '1');
    await page.locator('.row', { hasText: 'This one waits' }).waitFor();
    const before = world.sandbox.received().length;
    await page.keyboard.press('r');
    await page.getByRole('button', { name: /^Send \d+ again/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/Queued to be sent again: \d/).waitFor();
    await until('it is sent again', () => (world.sandbox.received().length > before ? true : undefined));
    await close();
  });

  it('searches, filters and shares what it shows by its address', async () => {
    const { page, close } = await open();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('node-2');
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: 'node-2' }).waitFor();
    await until('one row is left', async () => ((await page.locator('.row').count()) === 1 ? true : undefined));
    expect(page.url()).toContain('q=node-2');
    await page.goBack();
    await until('all rows are back', async () => ((await page.locator('.row').count()) > 4 ? true : undefined));
    await page.goto(`${world.url}/console/alerts?severity=critical`);
    await page.locator('.row').first().waitFor();
    expect(await page.locator('.row').count()).toBe(1);
    await close();
  });

  it('gathers new alerts and moves nothing', async () => {
    const { page, close } = await open();
    await page.locator('.row').first().waitFor();
    const first = await page.locator('.row').first().textContent();
    await world.alert('This one is new');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await page.locator('.row .title').first().textContent()).not.toContain('This one is new');
    expect(first).toBeTruthy();
    await page.keyboard.press('n');
    await page.locator('.row .title', { hasText: 'This one is new' }).waitFor();
    await close();
  });

  it('shows hostile texts as texts', async () => {
    for (const text of Object.values(corpus)) await world.alert(text, { description: text, user: text, host: text });
    const { page, wrong, close } = await open('/console', { viewport: { width: 1200, height: 1400 } });
    await page.locator('.row').first().waitFor();
    for (let n = 0; n < Object.keys(corpus).length; n += 1) {
      const drawn = page.waitForResponse((answer) => answer.url().endsWith('/message'));
      await page.keyboard.press(n === 0 ? 'Enter' : 'j');
      await page.locator('article.alert .timeline').waitFor();
      // It stays for the alerts that follow.
      if (n === 0) await page.keyboard.press('m');
      await drawn;
      await page.locator('article.alert .drawing').nth(4).waitFor();
    }
    expect(await page.locator('#app script, #app iframe, #app img, #app [onmouseover], #app [onerror]').count()).toBe(
      0,
    );
    expect(
      await page
        .locator('#app a')
        .evaluateAll((all) => all.filter((a) => !(a as unknown as { href: string }).href.includes('/console')).length),
    ).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });
});
