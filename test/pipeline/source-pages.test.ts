/** Whoever follows the page of a source, and nothing else, gets a webhook accepted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { sampleOf } from '../../infra/cli/samples.ts';
import { proofOf } from '../../infra/cli/send-credential.ts';
import { configOf } from '../../infra/load-config.ts';
import type { Auth } from '../../lambdas/config/auth-schema.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { blocksOf, pageOf, sectionOf, typesIn } from '../docs/page-parts.ts';
import { type Pipeline, startPipeline, until } from './pipeline.ts';

/** Only its vendor can sign for it, or its events do not come through a hook: see the tests of ingest. */
const overHttp = { header: { name: 'x-tocsin-key', value: `\${EVENTS_KEY}` } };

interface Followed {
  readonly type: string;
  readonly page: string;
  readonly steps: string;
  /** The source as the page has it, with what its steps paste into `tocsin.yaml`. */
  readonly setting: Fields;
}

function follow(type: string): Followed {
  const page = pageOf('sources', type);
  const steps = sectionOf(page, 'In the product');
  const { sources } = parse(blocksOf(sectionOf(page, 'In tocsin.yaml'), 'yaml')[0] ?? '');
  const written: Fields = isFields(sources?.[type]) ? sources[type] : {};
  const pasted: Fields = Object.assign({}, ...blocksOf(steps, 'yaml').map((block) => parse(block)));
  const auth = written['auth'] === 'eventbridge' ? overHttp : written['auth'];
  return { type, page, steps, setting: { ...written, ...pasted, auth } };
}

const all = typesIn('sources').map(follow);
const posted = all.filter(({ setting }) => !(isFields(setting['auth']) && 'sns' in setting['auth']));

const yaml = stringify({
  version: 1,
  sources: Object.fromEntries(all.map(({ type, setting }) => [type, setting])),
  destinations: { archive: { type: 'webhook', url: 'http://127.0.0.1:9/in' } },
  routes: [{ to: ['archive'] }],
});
const names = [...new Set([...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name))];
const secrets = Object.fromEntries(
  names.map((name) => [
    name,
    /STANDARD/.test(name) ? 'whsec_dG9jc2luLWZvbGxvd2VkLXBhZ2Utc2VjcmV0' : `secret-of-${name}`,
  ]),
);

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(yaml, secrets);
});
afterAll(() => pipeline.close());

const filled = (text: string): string => text.replace(/\$\{(\w+)\}/g, (_, name: string) => secrets[name] ?? '');

/** The credential with the values of its secrets. */
function authOf(type: string): Auth {
  const auth = configOf(yaml, 'pages.yaml', true).sources[type]?.auth;
  return JSON.parse(filled(JSON.stringify(auth)));
}

/** The path on the page where the product posts to, with the token that ends it. */
const pathOf = ({ type, steps }: Followed): string =>
  /https:\/\/<your Tocsin>(\/v1\/hooks\/[\w-]+)/.exec(steps)?.[1] ?? `no URL on the page of ${type}`;

describe.each(posted)('the page of $type', (followed) => {
  const { type, page, steps, setting } = followed;

  it('leads to an accepted webhook and an alert', async () => {
    const body = new Uint8Array(sampleOf(type));
    const { headers, path } = proofOf(type, authOf(type), body, Date.now());
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    const answer = await pipeline.request(pathOf(followed) + path, init);
    const promised = /The answer is (\d+)/.exec(page)?.[1] ?? '202';
    expect(answer).toMatchObject({ status: Number(promised), body: { status: 'accepted' } });
    await expect
      .poll(async () => (await pipeline.alerts(`?source=${type}`)).alerts.length, { timeout: 60_000 })
      .toBeGreaterThan(0);
  });

  it('is refused without the credential that the page sets', async () => {
    const answer = await pipeline.request(pathOf(followed), { method: 'POST', body: new Uint8Array(sampleOf(type)) });
    expect([401, 404]).toContain(answer.status);
  });

  it('says in its steps how the product sends the credential that the configuration asks for', () => {
    const [form = '', value] = Object.entries(isFields(setting['auth']) ? setting['auth'] : {})[0] ?? [];
    const shown: Readonly<Record<string, RegExp>> = {
      bearer: /bearer|"credentials"|credentials:/i,
      header: new RegExp(`${isFields(value) ? String(value['name']) : 'absent'}|the same as in [A-Z]`, 'i'),
      token: /\/v1\/hooks\/[\w-]+\/<token>/,
      basic: /user/i,
      hmac: /secret|signing|HMAC|key/i,
      standardWebhooks: /secret/i,
    };
    expect(steps).toMatch(shown[form] ?? /nothing/);
  });

  it('has in its configuration what its steps ask of Tocsin', () => {
    const asked = /\b(20\d) to the (?:success|status|expected)/.exec(steps)?.[1];
    expect(setting['successStatus']).toBe(asked === undefined ? undefined : Number(asked));
    for (const [, name = ''] of steps.matchAll(/\b([A-Z][A-Z\d]*_HOOK_[A-Z]+|SENTRY_CLIENT_SECRET)\b/g))
      expect(JSON.stringify(setting['auth'])).toContain(name);
  });
});

/** A body that a step has the reader paste, with what the product would put for its variables. */
const pasted = posted.flatMap((followed) =>
  blocksOf(followed.steps, 'json').map((template, i) => ({
    ...followed,
    n: i + 1,
    body: template
      .replace(/\{\{\{[^}]*alerts[^}]*\}\}\}/g, '{ "_id": "a1", "@timestamp": "2026-11-21T03:07:12.000Z" }')
      .replace(/\{\{[#/][^}]*\}\}/g, '')
      .replace(/\{\{+[^}]*\}+\}|\$\{[^}]*\}|\$[A-Z_]+/g, '7'),
  })),
);

describe.each(pasted)('body $n that the page of $type has its reader paste', ({ type, body, ...followed }) => {
  it('is accepted, and read as an alert of this type', async () => {
    expect(JSON.parse(body)).toBeTypeOf('object');
    const before = (await pipeline.alerts(`?source=${type}`)).alerts.map(({ id }) => id);
    const bytes = new Uint8Array(Buffer.from(body));
    const { headers, path } = proofOf(type, authOf(type), bytes, Date.now());
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: bytes };
    const answer = await pipeline.request(pathOf({ type, ...followed }) + path, init);
    expect(answer.body).toMatchObject({ status: 'accepted' });
    const found = await until('its alert is there', async () =>
      (await pipeline.alerts(`?source=${type}`)).alerts.find(({ id }) => !before.includes(id)),
    );
    expect(found.kind).toBe('detection');
  });
});

it('every source is followed, or has a reason why not', () => {
  expect(all.filter((each) => !posted.includes(each)).map(({ type }) => type)).toEqual(['sns']);
  expect(posted.length).toBeGreaterThan(55);
});

it('no page asks for a setting that stands only in its notes', () => {
  for (const { page, type, setting } of all)
    for (const [, name = ''] of sectionOf(page, 'Good to know').matchAll(/\bSet `(\w+): /g))
      expect(Object.keys(setting), `${type}: ${name}`).toContain(name);
});
