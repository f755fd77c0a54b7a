/** What a sender changes when the same happens again: sender, the first, what the second changes. */
type Fields = Readonly<Record<string, unknown>>;

const id = (n: number): string => `0f8fad5b-d9cb-469f-a165-70867728950${n}`;

export const repeats: readonly (readonly [sender: string, one: Fields, again: Fields])[] = [
  ['time', { title: 'Port scan', host: 'web-1', time: 1767348000 }, { time: 1767351600 }],
  ['count', { title: 'Port scan', host: 'web-1', count: 1 }, { count: 17 }],
  ['request id', { title: 'Port scan', host: 'web-1', request_id: id(1) }, { request_id: id(2) }],
  ['id of the report', { id: id(1), title: 'Port scan', host: 'web-1' }, { id: id(2) }],
  ['event id', { event_id: '881', title: 'Login failed', user: 'ann' }, { event_id: '882' }],
  ['message id', { messageId: 'm1', title: 'Login failed', user: 'ann' }, { messageId: 'm2' }],
  ['trace', { traceId: 'abc1', spanId: 'x', title: 'Error', service: 'cart' }, { traceId: 'abc2', spanId: 'y' }],
  ['attempts', { title: 'T1', host: 'a', attempt: 1, retry_count: 0 }, { attempt: 2, retry_count: 1 }],
  [
    'seen',
    { title: 'T1', host: 'a', first_seen: '2026-01-01T00:00:00Z', last_seen: '2026-01-02T00:00:00Z' },
    { last_seen: '2026-01-03T00:00:00Z' },
  ],
  [
    'count in a sentence',
    { message: 'Ip 203.0.113.7 performed ssh-bf (6 events over 5.2s) at 2024-06-19 11:42:41 +0000 UTC' },
    { message: 'Ip 203.0.113.7 performed ssh-bf (9 events over 7.1s) at 2024-06-19 12:42:41 +0000 UTC' },
  ],
  ['measure in a title', { title: 'CPU of web-1 is at 93%', host: 'web-1' }, { title: 'CPU of web-1 is at 97%' }],
  ['value', { title: 'CPU high', host: 'web-1', value: 93.2, threshold: 90 }, { value: 97.1 }],
  ['severity', { title: 'CPU high', host: 'web-1', severity: 'high' }, { severity: 'critical' }],
  ['state', { title: 'CPU high', host: 'web-1', state: 'firing' }, { state: 'acknowledged' }],
  ['nothing known, time', { alpha: 'Pump stands', beta: 'nord', ts: 1767348000 }, { ts: 1767351600 }],
  ['nothing known, request', { alpha: 'Pump stands', beta: 'nord', requestId: 'r1' }, { requestId: 'r2' }],
  ['nothing known, drawn id', { alpha: 'Pump stands', beta: 'nord', gamma: id(1) }, { gamma: id(2) }],
  ['nothing known, count', { alpha: 'Pump stands', beta: 'nord', hits: 3 }, { hits: 8 }],
  ['duration', { title: 'Outage', host: 'a', duration: '3m', elapsed: 180 }, { duration: '6m', elapsed: 360 }],
  ['pod', { title: 'Crash', namespace: 'shop', pod: 'web-6d6f8cc7d5-2q9wf' }, { pod: 'web-6d6f8cc7d5-x7k2m' }],
  [
    'port of the client',
    { title: 'Brute force', src_ip: '203.0.113.9', src_port: 50123, host: 'web-1' },
    { src_port: 50999 },
  ],
  [
    'number of a record in a path',
    { title: 'Enumeration', method: 'GET', url: '/v1/orders/17' },
    { url: '/v1/orders/18' },
  ],
  ['dedup key', { title: 'A', dedup_key: 'k', host: 'a' }, { title: 'B', host: 'b' }],
  [
    'tracked',
    { incident_id: 'i-1', title: 'Ransomware', occurrence_count: 1 },
    { occurrence_count: 5, updated_at: '2026-01-02T00:00:00Z' },
  ],
  ['correlation', { correlation_id: 'c-1', title: 'Anomaly', user: 'ann' }, { correlation_id: 'c-2' }],
  [
    'delivery',
    { deliveryId: 'd-1', sentAt: '2026-01-02T10:00:00Z', title: 'T1', host: 'a' },
    { deliveryId: 'd-2', sentAt: '2026-01-02T11:00:00Z' },
  ],
  [
    'wrapped',
    { data: { alert: { title: 'T1', host: 'a', timestamp: 1767348000, id: id(1) } } },
    { data: { alert: { title: 'T1', host: 'a', timestamp: 1767351600, id: id(1) } } },
  ],
  [
    'events beside',
    { title: 'T1', src_ip: '203.0.113.9', events: [{ ts: 1, path: '/a' }] },
    {
      events: [
        { ts: 2, path: '/b' },
        { ts: 3, path: '/c' },
      ],
    },
  ],
  ['comment', { title: 'T1', host: 'a', comment: '' }, { comment: 'looking at it' }],
  ['who works on it', { title: 'T1', host: 'a', assignee: null }, { assignee: 'bob', status: 'acknowledged' }],
];
