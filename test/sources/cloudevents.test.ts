import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it, test } from 'vitest';
import { cloudevents } from '../../lambdas/sources/cloudevents/index.ts';
import { alertsOf } from './read.ts';

const event = new CloudEvent({
  id: 'A234',
  source: '/edr/tenant-1',
  type: 'com.example.detection.created',
  subject: 'host/web-01',
  time: '2026-08-31T15:26:50.000Z',
  data: { title: 'Reverse shell', severity: 'high' },
});

/** As the SDK puts it on the wire. */
const wire = ({ headers, body }: { headers: object; body: unknown }) => ({
  payload: JSON.parse(String(body)),
  came: {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
  },
});

describe('the same event', () => {
  const structured = wire(HTTP.structured(event));
  const binary = wire(HTTP.binary(event));
  const [alert] = alertsOf(cloudevents, structured.payload, structured.came);

  it('in binary mode is the same occurrence and the same alert', () => {
    const [other] = alertsOf(cloudevents, binary.payload, binary.came);
    expect(binary.payload).toEqual({ title: 'Reverse shell', severity: 'high' });
    expect(other).toMatchObject({
      id: alert?.id,
      fingerprint: alert?.fingerprint,
      title: alert?.title,
      type: event.type,
    });
    expect(other?.occurredAt).toBe('2026-08-31T15:26:50.000Z');
  });

  it('in a batch too', () => {
    const [first, second] = alertsOf(cloudevents, [structured.payload, { ...structured.payload, id: 'B1' }]);
    expect(first?.id).toBe(alert?.id);
    expect(second?.id).not.toBe(alert?.id);
    expect(second?.fingerprint).toBe(alert?.fingerprint);
  });

  it.each(['resolved', 'closed'])('is over with a type that ends in %s', (end) => {
    const [over] = alertsOf(cloudevents, { ...structured.payload, id: 'B2', type: `com.example.detection.${end}` });
    expect(over).toMatchObject({ state: 'resolved', fingerprint: alert?.fingerprint });
  });

  it('from another source or about another subject is another problem', () => {
    for (const change of [{ source: '/edr/tenant-2' }, { subject: 'host/web-02' }])
      expect(alertsOf(cloudevents, { ...structured.payload, ...change })[0]?.fingerprint).not.toBe(alert?.fingerprint);
  });
});

test('binary mode with data that is text, or a list', () => {
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'com.example.alert' };
  expect(alertsOf(cloudevents, 'Disk encrypted', { headers })).toMatchObject([{ title: 'Disk encrypted' }]);
  const two = alertsOf(cloudevents, [{ title: 'One' }, { title: 'Two' }], { headers });
  expect(two.map(({ title }) => title)).toEqual(['One', 'Two']);
  expect(new Set(two.map(({ id }) => id)).size).toBe(2);
});

test('attributes in headers are decoded, as the binding says', () => {
  const headers = { 'ce-id': 'A1', 'ce-source': '/s', 'ce-type': 't', 'ce-specversion': '1.0' };
  const subjectOf = (subject: string) =>
    alertsOf(cloudevents, { title: 'T' }, { headers: { ...headers, 'ce-subject': subject } })[0]?.cloud?.resource?.name;
  expect(subjectOf('Euro%20%E2%82%AC%20%F0%9F%98%80')).toBe('Euro € 😀');
  expect(subjectOf('"Euro \\"%E2%82%AC\\""')).toBe('Euro "€"');
  expect(subjectOf('100%')).toBe('100%');
});

test('data of version 0.3 may be Base64', () => {
  const data = Buffer.from('{"title":"Malware found","severity":"high"}').toString('base64');
  const event = { specversion: '0.3', id: 'B', source: '/s', type: 't', datacontentencoding: 'base64', data };
  expect(alertsOf(cloudevents, event)).toMatchObject([{ title: 'Malware found', severity: 'high' }]);
});

test('a type tells the course of one finding: opened, suppressed, closed', () => {
  const report = (course: string, id: string) =>
    alertsOf(cloudevents, {
      specversion: '1.0',
      id,
      source: '/edr',
      type: `com.example.detection.${course}`,
      subject: 'host/web-1',
      data: { title: 'Malware' },
    })[0];
  const reports = [report('opened', '1'), report('suppressed', '2'), report('closed', '3')];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(3);
  expect(reports.map((each) => each?.finding.status)).toEqual(['new', 'suppressed', 'resolved']);
});
