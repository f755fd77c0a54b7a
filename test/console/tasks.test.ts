/** What a person does on the pages of the console besides reading the list: by keyboard, against a running system. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import { until } from '../until.ts';
import { seriousIn } from './axe.ts';
import { goByKeys, hasBrowser, openBrowser, signIn, startWorld, type World, watched } from './world.ts';

let world: World;
let browser: Browser;

interface Listed {
  readonly alerts: readonly { readonly id: string; readonly destinations: Readonly<Record<string, string>> }[];
}

interface Detailed {
  readonly deliveries?: readonly {
    readonly destination: string;
    readonly status: string;
    readonly attempts: object[];
  }[];
}

const alertTitled = async (title: string): Promise<Listed['alerts'][number] | undefined> =>
  ((await (await world.ask(`/v1/alerts?${new URLSearchParams({ title })}`)).json()) as Listed).alerts[0];

/** A page that is signed in, in a browser of its own. */
const open = async (at = '/console'): Promise<Page> =>
  signIn(await browser.newContext({ viewport: { width: 1280, height: 1000 } }), world.url, at);

/** Moves the focus to a control as the tabulator key would end there, and presses it. */
async function press(page: Page, role: 'button' | 'link' | 'checkbox', name: string | RegExp, key = 'Enter') {
  await page.getByRole(role, { name }).first().focus();
  await page.keyboard.press(key);
}

describe.skipIf(!hasBrowser)('the tasks of the console (needs /usr/bin/chromium)', () => {
  beforeAll(async () => {
    world = await startWorld();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('show the message that a reader saw, and the request that carried it', async () => {
    await world.alert('<img src=x onerror=alert(1)> in a container', { host: 'node-1.example.test' });
    await until('it is delivered', async () => {
      const { destinations = {} } = (await alertTitled('*in a container*')) ?? {};
      return Object.values(destinations).filter((status) => status === 'delivered').length === 5 ? true : undefined;
    });
    const page = await open();
    const wrong = watched(page, world.url);
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.timeline').waitFor();
    await page.keyboard.press('m');
    await page.locator('.drawing h4', { hasText: 'img src=x onerror' }).first().waitFor();
    expect(await page.locator('.drawing').count()).toBe(5);
    const slack = page.locator('details', { has: page.locator('summary', { hasText: 'soc-slack' }) }).first();
    await slack.locator('summary', { hasText: 'The request' }).focus();
    await page.keyboard.press('Enter');
    const sent = world.sandbox.received().find(({ receiver }) => receiver === 'slack')?.body;
    const shown = await slack.locator('pre').last().textContent();
    expect(JSON.parse(shown ?? '')).toEqual(sent);
    expect(
      await page.locator('.drawing img, .drawing script, .drawing a, .drawing iframe, .drawing [onerror]').count(),
    ).toBe(0);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('light up the way of an alert through the routes, and of a payload that is pasted', async () => {
    const { id = '' } = (await alertTitled('*in a container*')) ?? {};
    const page = await open(`/console/alerts/${encodeURIComponent(id)}`);
    await page.locator('.timeline').waitFor();
    await press(page, 'link', 'its way through the routes');
    await page.locator('.tree li.decides', { hasText: 'everything' }).waitFor();
    expect(await page.locator('.outcome li').count()).toBe(5);
    expect(await seriousIn(page)).toEqual([]);
    await page.locator('summary', { hasText: 'Try an alert' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('The id of an alert').fill('');
    await page.getByLabel('A source').selectOption('any');
    await page.getByLabel('and a payload of it').fill('{"title": "Pasted", "severity": "low"}');
    await press(page, 'button', 'Show its way');
    await page.getByRole('heading', { name: 'Pasted' }).waitFor();
    await page.getByLabel('and a payload of it').fill('');
    await press(page, 'button', 'Show its way');
    await page.getByText('No alert comes of it: there is nothing in it').waitFor();
    await page.context().close();
  });

  it('say of an uncertain delivery that it arrived', async () => {
    world.sandbox.setFaults({ slack: [{ reset: 'after' }] });
    await world.alert('Perhaps it arrived', { host: 'node-2.example.test' });
    const state = async () => (await alertTitled('Perhaps it arrived*'))?.destinations['soc-slack'];
    // It is sent once more by itself, and is then a person's.
    await until('it waits for a person', async () => {
      const { id = '' } = (await alertTitled('Perhaps it arrived*')) ?? {};
      const detail = (await (await world.ask(`/v1/alerts/${encodeURIComponent(id)}`)).json()) as Detailed;
      const soc = detail.deliveries?.find(({ destination }) => destination === 'soc-slack');
      return soc?.status === 'unknown' && soc.attempts.length > 1 ? true : undefined;
    });
    world.sandbox.setFaults({});
    const { id = '' } = (await alertTitled('Perhaps it arrived*')) ?? {};
    const page = await open(`/console/alerts/${encodeURIComponent(id)}`);
    await press(page, 'button', 'It arrived at soc-slack');
    await page.getByText('Confirmed: it counts as delivered').waitFor();
    await page.getByText(/confirmed by admin/).waitFor();
    expect(await state()).toBe('delivered');
    expect(await page.getByRole('button', { name: /^It arrived/ }).count()).toBe(0);
    await page.context().close();
  });

  it('end several silences at once', async () => {
    for (const source of ['one', 'two', 'three'])
      await world.ask('/v1/silences', {
        method: 'POST',
        body: JSON.stringify({ matchers: [`labels.of="${source}"`], duration: '1h', author: 'ann', reason: 'move' }),
      });
    const page = await open('/console/silences');
    await page.locator('tr.active').nth(2).waitFor();
    await press(page, 'checkbox', /one/, ' ');
    await press(page, 'checkbox', /three/, ' ');
    expect(await seriousIn(page)).toEqual([]);
    await press(page, 'button', 'End 2 chosen');
    await page.getByText('2 silences have ended').waitFor();
    const { silences } = (await (await world.ask('/v1/silences')).json()) as {
      silences: { matchers: string[]; active: boolean }[];
    };
    expect(silences.filter(({ active }) => active).map(({ matchers }) => matchers)).toEqual([['labels.of="two"']]);
    await page.context().close();
  });

  it('show rates and time to notify as lines, of the last hour and the last day', async () => {
    await world.alert('Counted', { host: 'node-3.example.test' });
    await until('it is delivered', async () =>
      Object.values((await alertTitled('Counted*'))?.destinations ?? {}).includes('delivered') ? true : undefined,
    );
    const page = await open('/console/overview');
    await page.getByText(/^Half of the messages arrived within [\d.]+ s/).waitFor();
    expect(await page.locator('.chart canvas').count()).toBe(2);
    await press(page, 'link', 'last day');
    await page.waitForURL(/rates=24h/);
    await page.locator('summary', { hasText: 'The numbers' }).focus();
    await page.keyboard.press('Enter');
    await until('a row a point', async () => ((await page.locator('tbody tr').count()) === 24 ? true : undefined));
    await page.context().close();
  });

  it('find no sandbox where destinations are real, and say how to get there', async () => {
    const page = await open('/console/sandbox');
    await page.getByText('npm start -- --sandbox').waitFor();
    expect(await page.getByRole('link', { name: 'Sandbox' }).count()).toBe(0);
    await page.context().close();
  });
});

describe.skipIf(!hasBrowser)('the page of the sandbox (needs /usr/bin/chromium)', () => {
  it.each(['light', 'dark'] as const)('shows what each mock receiver got, %s', async (colorScheme) => {
    const own = await startWorld('', createMockDestinations());
    const chromium = await openBrowser();
    try {
      await own.alert('<b>Shell</b> in a container', { host: 'node-1.example.test' });
      const page = await signIn(await chromium.newContext({ colorScheme, reducedMotion: 'reduce' }), own.url);
      const wrong = watched(page, own.url);
      await page.getByRole('link', { name: 'Sandbox' }).waitFor();
      await goByKeys(page, '8');
      await page.locator('.mocks a', { hasText: '5 arrived' }).waitFor();
      await page.locator('.received').nth(4).waitFor();
      await own.alert('The next one', { host: 'node-2.example.test' });
      await page.getByRole('button', { name: /new$/ }).waitFor();
      expect(await page.getByText('The next one').count()).toBe(0);
      await until('all five are new', async () => ((await page.getByText('5 new').count()) === 1 ? true : undefined));
      await page.keyboard.press('n');
      await page.locator('.received h2', { hasText: 'The next one' }).first().waitFor();
      await press(page, 'link', /^sec-jira/);
      await page.locator('.received', { hasText: 'issue.create' }).nth(1).waitFor();
      expect(await page.locator('.received').count()).toBe(2);
      expect(await seriousIn(page)).toEqual([]);
      await press(page, 'link', 'its alert');
      await page.getByRole('heading', { name: 'The next one' }).waitFor();
      expect(wrong).toEqual([]);
    } finally {
      await chromium.close();
      await own.close();
    }
  });
});
