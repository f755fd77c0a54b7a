/** Envelopes of transports around the alerts of a type, and around anything else. */
import { describe, expect, it, test } from 'vitest';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import { alertsThrough, readThrough } from './through.ts';

const falco = {
  rule: 'Terminal shell in container',
  priority: 'Notice',
  output: 'A shell was spawned',
  time: '2026-01-02T10:00:00.000000000Z',
  hostname: 'node-a',
  output_fields: { 'container.id': 'abc', 'proc.name': 'bash' },
};
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

const around: readonly (readonly [name: string, wrap: (inner: unknown) => unknown])[] = [
  [
    'Pub/Sub',
    (inner) => ({ message: { data: base64(inner), messageId: '9' }, subscription: 'projects/a/subscriptions/s' }),
  ],
  ['EventBridge', (detail) => ({ 'detail-type': 'Alert', source: 'acme', account: '111122223333', detail })],
  ['CloudEvents', (data) => ({ specversion: '1.0', id: '1', source: '/s', type: 'com.example.alert', data })],
  [
    'CloudEvents in Base64',
    (data) => ({ specversion: '1.0', id: '1', source: '/s', type: 'com.example.alert', data_base64: base64(data) }),
  ],
  [
    'Event Grid',
    (data) => [
      {
        id: '1',
        topic: '/t',
        subject: '/s',
        eventType: 'Acme.Alert',
        eventTime: '2026-01-02T10:00:01Z',
        dataVersion: '1',
        data,
      },
    ],
  ],
  [
    'SNS',
    (inner) => ({
      Type: 'Notification',
      MessageId: '1',
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
      Message: JSON.stringify(inner),
    }),
  ],
];

describe.each(around)('%s', (_, wrap) => {
  it('around what a type knows is opened for it', async () => {
    const [bare] = await alertsThrough('falco', falco);
    const [alert, ...others] = await alertsThrough('falco', wrap(falco));
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'detection',
      vendor: 'Falco',
      title: bare?.title,
      fingerprint: bare?.fingerprint,
    });
  });

  it('around anything else is read by the names of its fields', async () => {
    const [alert] = await alertsThrough('generic', wrap({ title: 'Vault opened', severity: 'high', host: 'gw-1' }));
    expect(alert).toMatchObject({ title: 'Vault opened on gw-1', severity: 'high', target: { host: 'gw-1' } });
  });
});

describe('what a type does not recognise', () => {
  const odd = { headline: 'Vault opened', severity: 'high', host: 'gw-1' };

  it('is read by the names of its fields, and is a change of the schema', async () => {
    const found = await readThrough('falco', odd);
    expect(found).toMatchObject({ kind: 'alerts', unknownFields: ['headline', 'host', 'severity'] });
    expect(await alertsThrough('falco', odd)).toMatchObject([
      { kind: 'detection', title: 'Vault opened on gw-1', severity: 'high' },
    ]);
  });

  it('is so beside what it does recognise', async () => {
    const alerts = await alertsThrough('falco', [falco, odd]);
    expect(alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['detection', 'low'],
      ['detection', 'high'],
    ]);
  });

  it('and has no words in it, stays a parse failure', async () => {
    expect(await alertsThrough('falco', { a: 17, b: 'x', c: [1, 2], d: 4 })).toMatchObject([{ kind: 'unreadable' }]);
  });

  it('is a test or empty as its type says', async () => {
    expect(await readThrough('falco', { text: 'test' })).toMatchObject({ kind: 'ignored', reason: 'test' });
    expect(await readThrough('falco', {})).toEqual({ kind: 'empty' });
  });
});

test('a question of Event Grid whether it may send is no alert', async () => {
  const event = {
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: '2026-01-02T10:00:00Z',
    data: { validationCode: 'A-1' },
  };
  expect(await readThrough('generic', [event])).toEqual({ kind: 'ignored', reason: 'subscription' });
});

describe('a form in parts', () => {
  const boundary = '----tocsin';
  const part = (head: string, content: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const post = (...parts: readonly string[]) => {
    const found = read(readerOf({ type: 'generic' }), {
      bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      sourceId: 'edge',
      receivedAt: '2026-11-30T08:00:00.000Z',
    });
    return found;
  };

  it('is the object of its fields', async () => {
    const found = await post(
      part('name="title"', 'Vault opened'),
      part('name="host"', 'gw-1'),
      part('name="photo"; filename="a.png"', '\u0000'),
    );
    expect(found).toMatchObject({ alerts: [{ alert: { title: 'Vault opened on gw-1' } }] });
  });

  it('of one field with JSON is that JSON', async () => {
    const found = await post(part('name="payload"', '{"title":"Vault opened","severity":"high"}'));
    expect(found).toMatchObject({ alerts: [{ alert: { title: 'Vault opened', severity: 'high' } }] });
  });
});
