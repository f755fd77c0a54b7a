import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Read, read } from '../../../lambdas/engine/route/read.ts';
import { defineSource } from '../../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../../lambdas/sources/index.ts';

const detection = (title: string): Detection => ({
  kind: 'detection',
  identity: [title],
  problem: [title],
  type: 'rule',
  title,
  description: '',
  severity: 'high',
  state: 'open',
  action: 'unknown',
  target: { kind: 'unknown' },
  attack: [],
  evidence: [],
  labels: {},
  facts: { title },
  record: { title },
});

/** Knows objects with a title, tests and pings, and nothing else. */
const plain = defineSource({
  vendor: 'Example',
  product: 'Sensor',
  docs: 'https://example.test',
  about: { name: 'Example', setup: [], auth: 'none', arrives: '', becomes: '' },
  read(payload) {
    if (!isFields(payload)) return { kind: 'unreadable', reason: 'not an object' };
    if (payload['event'] === 'ping') return { kind: 'ignored', reason: 'ping' };
    if (typeof payload['title'] !== 'string') return { kind: 'unreadable', reason: 'no title' };
    const detections = [detection(payload['title'])];
    return payload['test'] === true ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
  },
});

const of = (body: string, more: { type?: string; deliversTests?: boolean } = {}): Read =>
  read(plain, {
    bytes: Buffer.from(body),
    headers: { 'content-type': more.type ?? 'application/json' },
    sourceId: 'it',
    receivedAt: '2026-11-21T20:15:00.000Z',
    deliversTests: more.deliversTests ?? false,
  });

const alerts = (result: Read) => (result.kind === 'alerts' ? result.alerts.map(({ alert }) => alert) : []);
const told = (result: Read) => alerts(result).map(({ kind, title }) => `${kind}: ${title}`);

describe('a test message', () => {
  it('is recorded and not told', () => {
    expect(of('{"title":"a","test":true}')).toMatchObject({ kind: 'ignored', reason: 'test' });
  });
  it('is told where somebody wants to see it', () => {
    expect(told(of('{"title":"a","test":true}', { deliversTests: true }))).toEqual(['detection: a']);
  });
  it('is a ping all the same when there is nothing to tell', () => {
    expect(of('{"event":"ping"}', { deliversTests: true })).toEqual({ kind: 'ignored', reason: 'ping' });
  });
});

describe('a list that the source does not know', () => {
  it('is read item by item', () => {
    expect(told(of('[{"title":"a"},{"title":"b"}]'))).toEqual(['detection: a', 'detection: b']);
    expect(told(of('{"title":"a"}\n{"title":"b"}\n'))).toEqual(['detection: a', 'detection: b']);
  });
  it('loses none that cannot be read', () => {
    const result = of('[{"title":"a"},{"name":"b"},7]');
    expect(told(result)).toEqual([
      'detection: a',
      'unreadable: Unreadable alert: no title',
      'unreadable: Unreadable alert: not an object',
    ]);
    expect(alerts(result)[1]?.evidence[0]?.content).toBe('{"name":"b"}');
  });
  it('is one alert when nothing in it can be read', () => {
    expect(told(of('[{"name":"a"},{"name":"b"}]'))).toEqual(['unreadable: Unreadable alert: not an object']);
  });
  it('of pings is a ping', () => {
    expect(of('[{"event":"ping"},{"event":"ping"}]')).toEqual({ kind: 'ignored', reason: 'ping' });
  });
});

describe('a line that nobody can read', () => {
  it('is an alert beside the others', () => {
    expect(told(of('{"title":"a"}\nwhat is this\n{"title":"b"}'))).toEqual([
      'detection: a',
      'detection: b',
      'unreadable: Unreadable alert: not JSON',
    ]);
  });
  it('is an alert also when the others are none', () => {
    expect(told(of('{"event":"ping"}\nwhat is this'))).toEqual(['unreadable: Unreadable alert: not JSON']);
  });
});

describe('a form', () => {
  it('is an object of its fields, or the JSON in its payload', () => {
    const type = 'application/x-www-form-urlencoded';
    expect(told(of('title=a+b&x=1', { type }))).toEqual(['detection: a b']);
    expect(told(of(`payload=${encodeURIComponent('{"title":"c"}')}`, { type }))).toEqual(['detection: c']);
  });
});

describe('what was repaired', () => {
  it('says so', () => {
    expect(alerts(of('{"title":"a",}'))[0]?.labels).toEqual({ parse: 'repaired' });
    expect(alerts(of('{"title":"a"}'))[0]?.labels).toEqual({});
  });
});

describe('what is nested too deeply', () => {
  it('is an alert that shows it, cut', () => {
    const [alert] = alerts(of(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`));
    expect(alert).toMatchObject({ kind: 'unreadable', title: expect.stringContaining('nested 5000 deep') });
    expect(alert?.evidence[0]).toMatchObject({ truncated: true, content: expect.stringMatching(/^\{"a":\{"a":/) });
  });
});

const sns = (fields: object) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'm1',
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
    ...fields,
  });

describe('an SNS message', () => {
  it('is read by what is in it, and its envelope is kept as facts', () => {
    const [alert] = alerts(
      of(sns({ Message: '{"title":"a"}', Subject: 'S', UnsubscribeURL: 'https://x/unsubscribe' })),
    );
    expect(alert).toMatchObject({ title: 'a', facts: { title: 'a', TopicArn: expect.any(String), Subject: 'S' } });
    expect(JSON.stringify(alert)).not.toContain('unsubscribe');
  });
  it('with a text is an alert that shows the text and not the envelope', () => {
    const [alert] = alerts(of(sns({ Message: 'disk is full', UnsubscribeURL: 'https://x/unsubscribe' })));
    expect(alert).toMatchObject({ kind: 'unreadable', evidence: [{ content: 'disk is full' }] });
  });
  it('with nothing in it is empty', () => {
    expect(of(sns({ Message: '' }))).toEqual({ kind: 'empty' });
  });
  it('with an event is read by what the event is about', () => {
    const event = { 'detail-type': 'Finding', source: 'aws.example', account: '1', detail: { title: 'a' } };
    const [alert] = alerts(of(sns({ Message: JSON.stringify(event) })));
    expect(alert).toMatchObject({ title: 'a', facts: { 'detail-type': 'Finding', account: '1', MessageId: 'm1' } });
  });
  it('that confirms a subscription is recorded', () => {
    expect(of(sns({ Type: 'SubscriptionConfirmation', Message: 'confirmed' }))).toEqual({
      kind: 'ignored',
      reason: 'subscription',
    });
  });
  it('that waits to be confirmed is recorded as such', () => {
    expect(of(sns({ Type: 'SubscriptionConfirmation', Message: 'm', Token: 't', SubscribeURL: 'https://x' }))).toEqual({
      kind: 'ignored',
      reason: 'subscription-unconfirmed',
    });
  });
  it('that ends a subscription is told', () => {
    expect(told(of(sns({ Type: 'UnsubscribeConfirmation', Message: 'm', Token: 't' })))[0]).toMatch(
      /^gap: .* is no longer subscribed$/,
    );
  });
});

describe('an EventBridge event', () => {
  it('that the source does not know is read by what it is about', () => {
    expect(told(of('{"detail-type":"Finding","detail":{"title":"a"}}'))).toEqual(['detection: a']);
  });
  it('that says nothing is one alert', () => {
    expect(told(of('{"detail-type":"Finding","detail":{"name":"a"}}'))).toEqual([
      'unreadable: Unreadable alert: no title',
    ]);
  });
});

describe('a run of megabytes', () => {
  it.each(['7', 'deadbeef', 'x', 'a.'])('of %j in a field is read like any other text', (piece) => {
    const body = JSON.stringify({ title: piece.repeat(9_000_000 / piece.length) });
    // The second time the engine has compiled its regular expressions, whose stack is another one.
    for (const _ of [1, 2]) expect(alerts(of(body)).map(({ kind }) => kind)).toEqual(['detection']);
  });
});

it('of which no alert can be made is an alert that shows it', () => {
  const broken = defineSource({
    ...plain,
    read: () => ({ kind: 'alerts', detections: [{ ...detection('a'), problem: [undefined as unknown as string] }] }),
  });
  const found = read(broken, {
    bytes: Buffer.from('{"title":"a"}'),
    headers: {},
    sourceId: 's',
    receivedAt: '2026-11-21T20:00:00.000Z',
  });
  expect(found).toMatchObject({
    kind: 'alerts',
    alerts: [{ alert: { kind: 'unreadable', evidence: [{ content: '{"title":"a"}' }] } }],
  });
});

const by = (type: keyof typeof sources, body: string, headers: Readonly<Record<string, string>>): Read =>
  read(sources[type], { bytes: Buffer.from(body), headers, sourceId: 'it', receivedAt: '2026-11-21T20:15:00.000Z' });

describe('a text that begins with a bracket', () => {
  const notification = (Message: string) =>
    JSON.stringify({ Type: 'Notification', MessageId: '1', TopicArn: 'arn:aws:sns:eu-west-1:1:a', Message });
  it.each([
    ['sns', notification('[CRITICAL] Disk full on web-1'), '[CRITICAL] Disk full on web-1'],
    ['generic', '[FIRING:1] HighCPU web-1', '[FIRING:1] HighCPU web-1'],
  ] as const)('is what somebody wrote: %s', (type, body, title) => {
    expect(told(by(type, body, { 'content-type': 'text/plain' }))).toEqual([`detection: ${title}`]);
  });
});

it('an event whose headers say all of it is an alert without a body', () => {
  const headers = { 'ce-specversion': '1.0', 'ce-id': 'A1', 'ce-source': '/scanner', 'ce-type': 'com.example.found' };
  const [alert] = alerts(by('cloudevents', '', headers));
  expect(alert).toMatchObject({ kind: 'detection', type: 'com.example.found' });
  const structured = { specversion: '1.0', id: 'A1', source: '/scanner', type: 'com.example.found' };
  expect(alerts(by('cloudevents', JSON.stringify(structured), {}))[0]?.id).toBe(alert?.id);
  expect(by('generic', '', {})).toEqual({ kind: 'empty' });
});
