import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { awsWaf } from '../../lambdas/sources/aws-waf/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const record = (more: object = {}, request: object = {}) => ({
  timestamp: 1788190010829,
  formatVersion: 1,
  webaclId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop-acl/6f1e9f0b-7d9e-4c5e-9a0a-1b2c3d4e5f60',
  terminatingRuleId: 'NoScripts',
  terminatingRuleType: 'REGULAR',
  action: 'BLOCK',
  httpSourceName: 'ALB',
  httpSourceId: '123456789012-app/shop-alb/50dc6c495c0c9188',
  httpRequest: {
    clientIp: '192.0.2.7',
    country: 'DE',
    uri: '/login',
    httpMethod: 'GET',
    host: 'shop.example.com',
    requestId: 'r-1',
    ...request,
  },
  ...more,
});

const allowed = (more: object = {}) => record({ terminatingRuleId: 'Default_Action', action: 'ALLOW', ...more });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');
const logEvents = (...records: readonly object[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: 'aws-waf-logs-shop',
  logStream: 'eu-west-1_shop-acl_0',
  subscriptionFilters: ['tocsin'],
  logEvents: records.map((each, i) => ({ id: `e${i}`, timestamp: 1788190010829, message: JSON.stringify(each) })),
});

test.each([
  ['BLOCK', 'blocked', 'low'],
  ['CAPTCHA', 'blocked', 'low'],
  ['CHALLENGE', 'blocked', 'low'],
  ['TARPIT', 'unknown', 'medium'],
] as const)('the action %s is %s, %s', (action, expected, severity) => {
  const alert = alertOf(awsWaf, record({ action }));
  expect(alert).toMatchObject({ action: expected, severity, type: 'NoScripts', state: 'open', class: 'threat' });
  expect(alert.vendorSeverity).toBeUndefined();
});

test.each([
  ['nothing matched', {}],
  ['a token was valid', { nonTerminatingMatchingRules: [{ ruleId: 'Bots', action: 'CHALLENGE' }] }],
])('what was allowed is telemetry when %s', (_, more) => {
  expect(readingOf(awsWaf, allowed(more))).toEqual({ kind: 'ignored', reason: 'telemetry' });
});

test.each([
  [{ nonTerminatingMatchingRules: [{ ruleId: 'Admin', action: 'COUNT' }] }, 'Admin'],
  [
    { ruleGroupList: [{ ruleGroupId: 'AWS#Own', nonTerminatingMatchingRules: [{ ruleId: 'Php', action: 'COUNT' }] }] },
    'Php',
  ],
  [
    {
      ruleGroupList: [
        { ruleGroupId: 'AWS#Own', excludedRules: [{ ruleId: 'Dots', exclusionType: 'EXCLUDED_AS_COUNT' }] },
      ],
    },
    'Dots',
  ],
])('a rule that counts is seen: %j', (more, type) => {
  expect(alertOf(awsWaf, allowed(more))).toMatchObject({ type, action: 'observed', severity: 'medium' });
});

test('the same rule on the same site is one problem, whoever asks and whenever', () => {
  const fingerprint = (more: object, request: object) => alertOf(awsWaf, record(more, request)).fingerprint;
  const one = fingerprint({}, {});
  expect(fingerprint({ timestamp: 1788190999000 }, { clientIp: '192.0.2.8', requestId: 'r-2' })).toBe(one);
  expect(fingerprint({ terminatingRuleId: 'NoDots' }, {})).not.toBe(one);
  expect(fingerprint({}, { host: 'pay.example.com' })).not.toBe(one);
  expect(fingerprint({}, { uri: '/admin' })).not.toBe(one);
  expect(fingerprint({ webaclId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/other/1' }, {})).not.toBe(one);
});

test('a rule about the client does not ask for the path', () => {
  const rate = { terminatingRuleId: 'RateLimit', terminatingRuleType: 'RATE_BASED' };
  const [one, other] = ['/a', '/b'].map((uri) => alertOf(awsWaf, record(rate, { uri })));
  expect(one?.fingerprint).toBe(other?.fingerprint);
});

test.each([
  ['Firehose, a record each', { records: [{ data: base64(JSON.stringify(record())) }] }, 1],
  [
    'Firehose, lines in one record',
    {
      records: [
        { data: base64([record(), record({}, { requestId: 'r-2' })].map((it) => JSON.stringify(it)).join('\n')) },
      ],
    },
    2,
  ],
  ['Firehose, of CloudWatch Logs', { records: [{ data: packed(logEvents(record())) }] }, 1],
  ['a subscription of a function', { awslogs: { data: packed(logEvents(record(), allowed())) } }, 1],
  ['a list', [record(), allowed(), record({}, { requestId: 'r-2' })], 2],
])('records come in %s', (_, payload, count) => {
  const alerts = alertsOf(awsWaf, payload);
  expect(alerts.map(({ type }) => type)).toEqual(Array.from({ length: count }, () => 'NoScripts'));
  expect(alerts[0]?.id).toBe(alertOf(awsWaf, record()).id);
});

test('a record that cannot be decoded is kept as it came', () => {
  const data = gzipSync('{"half').subarray(0, 12).toString('base64');
  const [alert, other] = alertsOf(awsWaf, { records: [{ data }, { data: base64(JSON.stringify(record())) }] });
  expect(alert).toMatchObject({ kind: 'unreadable', facts: expect.objectContaining({ data }) });
  expect(other?.type).toBe('NoScripts');
});

test('a record that would be too large is kept as it came', () => {
  const data = gzipSync(Buffer.alloc(20_000_000, ' ')).toString('base64');
  const [alert] = alertsOf(awsWaf, { records: [{ data }, { data: base64(JSON.stringify(record())) }] });
  expect(alert).toMatchObject({ kind: 'unreadable' });
});

test.each([
  [
    'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop-acl/6f1e',
    'https://eu-west-1.console.aws.amazon.com/wafv2/homev2/web-acl/shop-acl/6f1e/overview?region=eu-west-1',
  ],
  [
    'arn:aws:wafv2:us-east-1:123456789012:global/webacl/cdn-acl/7a',
    'https://us-east-1.console.aws.amazon.com/wafv2/homev2/web-acl/cdn-acl/7a/overview?region=global',
  ],
  ['385cb038-3a6f-4f2f-ac64-09ab912af590', undefined],
])('the web ACL %s is at %s', (webaclId, url) => {
  expect(alertOf(awsWaf, record({ webaclId })).url).toBe(url);
});

test('a header that is a credential leaves with its value', () => {
  const headers = [
    { name: 'authorization', value: 'Basic dXNlcjpoaWRkZW4tcGFzc3dvcmQtMQ==' },
    { name: 'cookie', value: 'session=abcdefghijklmnop123456' },
  ];
  const text = JSON.stringify(alertOf(awsWaf, record({}, { headers })));
  expect(text).toContain('authorization');
  expect(text).not.toContain('dXNlcjpoaWRkZW4');
  expect(text).not.toContain('abcdefghijklmnop');
});

test.each([
  [
    'blocked',
    {
      type: 'SQLi_QUERYARGUMENTS',
      rule: { uid: 'SQLi_QUERYARGUMENTS', category: 'AWSManagedRulesSQLiRuleSet' },
      occurredAt: '2026-08-31T15:26:50.829Z',
      actor: { ip: '192.0.2.7', country: 'DE', userAgent: 'sqlmap/1.8' },
      target: { kind: 'site', domain: 'shop.example.com', url: '/login?id=1%20OR%201%3D1', method: 'GET' },
      cloud: {
        provider: 'aws',
        account: '123456789012',
        region: 'eu-west-1',
        resource: {
          uid: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop-acl/6f1e9f0b-7d9e-4c5e-9a0a-1b2c3d4e5f60',
          type: 'AWS::WAFv2::WebACL',
          name: 'shop-acl',
        },
      },
      labels: {
        webAcl: 'shop-acl',
        ruleGroup: 'AWSManagedRulesSQLiRuleSet',
        protects: '123456789012-app/shop-alb/50dc6c495c0c9188',
      },
    },
  ],
  ['counted', { type: 'CountAdmin', rule: { uid: 'CountAdmin' }, action: 'observed' }],
  ['counted-in-a-group', { type: 'NoPhp', rule: { uid: 'NoPhp', category: 'own-rules' } }],
  ['captcha', { target: { domain: 'cdn.example.com', port: 443 }, actor: { ip: '2001:db8::7' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('aws-waf', awsWaf, name)[0]).toMatchObject(places);
});
