/** Whoever follows the page of a destination, and nothing else, gets a test message delivered by the mock receiver of its vendor. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkConfig } from '../../infra/load-config.ts';
import { receiverNames } from '../../infra/sandbox/registry.ts';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';
import { serviceNowSandbox } from '../../infra/sandbox/servicenow/receiver.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { blocksOf, pageOf, sectionOf, typesIn } from '../docs/page-parts.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';

/** A configuration on a page; `id` is its name in this test, for a page may show two. */
interface Way {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly written: Fields;
}

const waysOf = (type: string): Way[] =>
  blocksOf(sectionOf(pageOf('destinations', type), 'In tocsin.yaml'), 'yaml').map((text, i) => {
    const { destinations } = parse(text);
    return { id: `${type}-${i + 1}`, type, text, written: isFields(destinations?.[type]) ? destinations[type] : {} };
  });

const ways = typesIn('destinations').flatMap(waysOf);

/** Ways whose credential the mock receiver does not know; each of these types has another one that it knows. */
const unknownHere = ['cef-2', 'elasticsearch-2', 'email-2', 'incident-io-2', 'qradar-2'];
const followed = ways.filter(({ id }) => !unknownHere.includes(id));

/** Where the vendor is; on the page it is the real one, or one that its reader has to change. */
const addresses = ['apiUrl', 'url', 'baseUrl', 'authorityUrl', 'authority', 'endpoint'];

const hasPlaceholder = (value: unknown): boolean => JSON.stringify(value).includes('${');

let sandbox: Sandbox;
let pipeline: Pipeline;

/** What the vendor of a way would hand out: its address, its accounts and its credentials. */
function vendorOf({ id, type, written }: Way): Fields {
  const known = receiverNames.map((name): Fields => sandbox.settings(name)).filter((each) => each['type'] === type);
  const alike = (settings: Fields) => Object.keys(written).filter((name) => name in settings).length;
  const [own = {}] = known.toSorted((a, b) => alike(b) - alike(a));
  const { hostname: host, port } = new URL(String(own['url'] ?? own['baseUrl'] ?? 'http://none.test'));
  const { clientId, clientSecret } = serviceNowSandbox;
  const further: Readonly<Record<string, Fields>> = {
    'email-1': { host, port: Number(port) },
    'jira-2': { token: sandbox.secrets.jiraPat },
    'servicenow-2': { clientId, clientSecret },
    'servicenow-event-2': { clientId, clientSecret },
    'webhook-2': { url: sandbox.settings('webhook')['url'], body: written['body'] },
  };
  return { ...own, ...further[id] };
}

/** The placeholders of a value with what the vendor gives for them; of a header the vendor may know another name. */
function secretsOf(written: unknown, given: unknown): Readonly<Record<string, string>> {
  if (isFields(written)) return secretsOf(Object.values(written)[0], isFields(given) ? Object.values(given)[0] : given);
  const [, name] = /^\$\{(\w+)\}$/.exec(String(written)) ?? [];
  return name === undefined ? {} : { [name]: String(given) };
}

/** A setting at the mock receiver: accounts are its own, credentials stay as the page writes them. */
function settingAt(value: unknown, given: unknown): unknown {
  if (!hasPlaceholder(value)) return given ?? value;
  const [name] = isFields(given) ? Object.keys(given) : [];
  return name === undefined || !isFields(value) ? value : { [name]: Object.values(value)[0] };
}

/** The way as a configuration at the mock receiver. */
function atMock({ written }: Way, vendor: Fields): Fields {
  const own = Object.entries(written).map(([name, value]) => [name, settingAt(value, vendor[name])]);
  const isByHost = 'host' in written;
  const added = [...addresses.filter((name) => !(isByHost && name === 'url')), ...(isByHost ? ['port'] : [])];
  const reached = added.filter((name) => name in vendor).map((name) => [name, vendor[name]]);
  return Object.fromEntries([...reached, ...own]);
}

beforeAll(async () => {
  sandbox = await startSandbox();
  // A role of AWS is where the system runs; its keys are in the environment.
  const keys = sandbox.settings('s3');
  vi.stubEnv('AWS_ACCESS_KEY_ID', String(keys['accessKeyId']));
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', String(keys['secretAccessKey']));
  const all = followed.map((way) => {
    const vendor = vendorOf(way);
    const secrets = Object.entries(way.written).map(([name, value]) => secretsOf(value, vendor[name]));
    return { id: way.id, settings: atMock(way, vendor), secrets: Object.assign({}, ...secrets) };
  });
  const yaml = stringify({
    version: 1,
    sources: { any: { type: 'generic', auth: 'none' } },
    destinations: Object.fromEntries(all.map(({ id, settings }) => [id, settings])),
    routes: [{ to: followed.map(({ id }) => id) }],
  });
  pipeline = await startPipeline(yaml, Object.assign({}, ...all.map(({ secrets }) => secrets)));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await pipeline?.close();
  await sandbox.close();
});

it.each(ways)('the configuration $id is free of mistakes', ({ text }) => {
  const whole = `version: 1\nsources: { any: { type: generic, auth: none } }\n${text}`;
  const checked = checkConfig(whole, false);
  // A page shows one destination: of a machine, nobody else is there for system alerts.
  const warnings =
    checked.kind === 'config' ? checked.warnings.filter(({ message }) => !message.includes('system alert')) : checked;
  expect(warnings).toEqual([]);
});

describe.each(followed)('the page of $type, as $id', ({ id }) => {
  it('leads to a delivered test message', async () => {
    const answer = await pipeline.admin(`/v1/destinations/${id}/test`, { method: 'POST', body: '{}' });
    expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ status: 'delivered' });
  });
});

it('every type has a way that is followed', () => {
  expect(new Set(followed.map(({ type }) => type)).size).toBe(typesIn('destinations').length);
  expect(unknownHere.every((id) => ways.some((way) => way.id === id))).toBe(true);
});
