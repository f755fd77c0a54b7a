import { describe, expect, it } from 'vitest';
import { at, listAt } from '../../infra/sandbox/_kit/json.ts';
import { ELASTIC_API_KEY, OPENSEARCH_PASSWORD, OPENSEARCH_USER } from '../../infra/sandbox/elasticsearch/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const pair = (n: number, document: object = {}, action = 'create') =>
  `${JSON.stringify({ [action]: { _id: alertId(n) } })}\n${JSON.stringify({
    '@timestamp': '2026-11-21T03:07:09.000Z',
    rule: { name: `alert ${n}` },
    event: { id: alertId(n) },
    ...document,
  })}\n`;

const auth = { authorization: `ApiKey ${ELASTIC_API_KEY}`, 'content-type': 'application/x-ndjson' };
const post = (body: string, headers: Record<string, string> = auth, index = 'logs-tocsin.alert-default') =>
  send(`${running().url}/elasticsearch/${index}/_bulk`, body, headers);
const statuses = (json: unknown) => listAt(json, 'items').map((item) => at(item, 'create', 'status'));

describe('the bulk endpoint', () => {
  it('stores a document once, and says 409 to its id after that', async () => {
    expect(statuses((await post(pair(1) + pair(2))).json)).toEqual([201, 201]);
    const again = await post(pair(1) + pair(3));
    expect([again.status, at(again.json, 'errors'), statuses(again.json)]).toEqual([200, true, [409, 201]]);
    expect([...running().counts().elasticsearch.values()]).toEqual([1, 1, 1]);
  });

  it.each([
    [10, 'no data stream timestamp', { '@timestamp': undefined }],
    [11, 'a time that is none', { '@timestamp': 'yesterday' }],
    [12, 'an address that is none', { source: { ip: '203.0.113.24 <@U1>' } }],
    [13, 'too many fields', Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`f${n}`, n]))],
  ])('%i: refuses a document with %s, and that alone', async (n, _, document) => {
    expect(statuses((await post(pair(1, document) + pair(n))).json)).toEqual([400, 201]);
    expect([...running().counts().elasticsearch.keys()]).toEqual([alertId(n)]);
  });

  it.each([
    ['a body that does not end its last line', pair(1).trimEnd(), auth, undefined, 400],
    ['an action that is none', 'x\n{}\n', auth, undefined, 400],
    ['another content type', pair(1), { ...auth, 'content-type': 'text/plain' }, undefined, 406],
    ['an index that may not be', pair(1), auth, 'Upper', 400],
    ['no key', pair(1), { 'content-type': 'application/x-ndjson' }, undefined, 401],
    ['another key', pair(1), { ...auth, authorization: 'ApiKey x' }, undefined, 401],
    ['too much', pair(1, { message: 'x'.repeat(10_500_000) }), auth, undefined, 413],
  ])('refuses %s', async (_, body, headers, index, status) => {
    expect((await post(body, headers, index)).status).toBe(status);
    expect(running().counts().elasticsearch.size).toBe(0);
  });

  it('overwrites nothing in a data stream', async () => {
    const { json } = await post(pair(1, {}, 'index'));
    expect(at(json, 'errors')).toBe(true);
  });

  it('keeps as many as a fault lets it, and asks for the others again', async () => {
    running().setFaults({ elasticsearch: [{ keepEvents: 1, nth: 1 }] });
    expect(statuses((await post(pair(20) + pair(21))).json)).toEqual([201, 429]);
    expect(statuses((await post(pair(20) + pair(21))).json)).toEqual([409, 201]);
  });
});

describe('OpenSearch', () => {
  const url = () => `${running().url}/opensearch/tocsin-alerts/_bulk`;
  const basic = Buffer.from(`${OPENSEARCH_USER}:${OPENSEARCH_PASSWORD}`).toString('base64');

  it('takes its user, and no other', async () => {
    expect(statuses((await send(url(), pair(1), { ...auth, authorization: `Basic ${basic}` })).json)).toEqual([201]);
    expect((await send(url(), pair(2), { ...auth, authorization: 'Basic eDp5' })).status).toBe(401);
  });

  it('takes only what is signed where Amazon runs it', async () => {
    const domain = `${running().url}/opensearch-aws/tocsin-alerts/_bulk`;
    expect((await send(domain, pair(1), { ...auth, authorization: `Basic ${basic}` })).status).toBe(403);
  });
});
