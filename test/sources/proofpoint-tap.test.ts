import { expect, test } from 'vitest';
import { proofpointTap } from '../../lambdas/sources/proofpoint-tap/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const message = (more: object = {}) => ({
  GUID: 'g-1',
  messageTime: '2026-09-01T10:00:00Z',
  recipient: ['ann@example.com'],
  sender: 'x@evil.test',
  senderIP: '192.0.2.100',
  subject: 'Invoice overdue',
  threatsInfoMap: [{ classification: 'phish', threatID: 't-1', threatStatus: 'active', threatType: 'url' }],
  ...more,
});

const click = (more: object = {}) => ({
  id: 'c-1',
  GUID: 'g-1',
  clickTime: '2026-09-01T10:03:00Z',
  clickIP: '198.51.100.24',
  classification: 'malware',
  recipient: 'ann@example.com',
  sender: 'x@evil.test',
  threatID: 't-1',
  threatStatus: 'active',
  url: 'http://bad.evil.test/x',
  ...more,
});

test.each([
  [{ messagesDelivered: [message()] }, 'high', 'allowed', 'Phish url in a message to ann@example.com, delivered'],
  [{ messagesBlocked: [message()] }, 'low', 'blocked', 'Phish url in a message to ann@example.com, blocked'],
  [{ clicksPermitted: [click()] }, 'high', 'allowed', 'Click on a malware link by ann@example.com, permitted'],
  [{ clicksBlocked: [click()] }, 'low', 'blocked', 'Click on a malware link by ann@example.com, blocked'],
  [message(), 'medium', 'unknown', 'Phish url in a message to ann@example.com'],
  [message({ quarantineFolder: 'Phish' }), 'low', 'blocked', 'Phish url in a message to ann@example.com, blocked'],
  [click(), 'medium', 'unknown', 'Click on a malware link by ann@example.com'],
  [
    click({ event_type: 'clicks_permitted' }),
    'high',
    'allowed',
    'Click on a malware link by ann@example.com, permitted',
  ],
])('%j is %s, %s, "%s"', (payload, severity, action, title) => {
  expect(alertOf(proofpointTap, payload)).toMatchObject({ severity, action, title });
});

test.each([
  ['spam', 'low'],
  ['phish', 'high'],
  ['MALWARE', 'high'],
  ['impostor', 'high'],
  ['something new', 'high'],
])('a delivered message of class %s is %s', (classification, severity) => {
  const threatsInfoMap = [{ classification, threatID: 't' }];
  expect(alertOf(proofpointTap, { messagesDelivered: [message({ threatsInfoMap })] }).severity).toBe(severity);
});

test.each([
  ['active', 'open'],
  ['expired', 'open'],
  ['cleared', 'resolved'],
  ['falsePositive', 'resolved'],
  ['false-positive', 'resolved'],
  [undefined, 'open'],
])('a threat that is %s is %s', (threatStatus, state) => {
  expect(alertOf(proofpointTap, { clicksPermitted: [click({ threatStatus })] }).state).toBe(state);
});

test('a message stays open while one of its threats is active', () => {
  const threat = (threatID: string, threatStatus: string) => ({ threatID, threatStatus, classification: 'phish' });
  const both = [threat('a', 'cleared'), threat('b', 'active')];
  expect(alertOf(proofpointTap, { messagesDelivered: [message({ threatsInfoMap: both })] }).state).toBe('open');
});

test('an end meets its opener, and is a report of its own', () => {
  const [, , open] = sampleAlerts('proofpoint-tap', proofpointTap, 'siem-answer');
  const [end] = sampleAlerts('proofpoint-tap', proofpointTap, 'cleared');
  expect(open).toMatchObject({ state: 'open', class: 'threat' });
  expect(end).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(end?.finding.uid).toBe(open?.finding.uid);
  expect(end?.id).not.toBe(open?.id);
});

test('the same event in another answer is the same report', () => {
  const first = alertOf(proofpointTap, { queryEndTime: '2026-09-01T10:05:00Z', messagesDelivered: [message()] });
  const again = alertOf(proofpointTap, { queryEndTime: '2026-09-01T10:10:00Z', messagesDelivered: [message()] });
  expect(again.id).toBe(first.id);
});

test.each([
  ['another person', message({ recipient: ['bob@example.com'], GUID: 'g-2' })],
  ['another threat', message({ threatsInfoMap: [{ classification: 'phish', threatID: 't-2' }], GUID: 'g-2' })],
])('%s is another problem', (_, other) => {
  const one = alertOf(proofpointTap, { messagesDelivered: [message()] });
  expect(alertOf(proofpointTap, { messagesDelivered: [other] }).fingerprint).not.toBe(one.fingerprint);
});

test('the same threat to the same person in another message is the same problem', () => {
  const one = alertOf(proofpointTap, { messagesDelivered: [message()] });
  const next = alertOf(proofpointTap, { messagesDelivered: [message({ GUID: 'g-2', subject: 'Again' })] });
  expect(next.fingerprint).toBe(one.fingerprint);
  expect(next.id).not.toBe(one.id);
});

test('a delivered message has who sent it, who got it, and the attachment that is the threat', () => {
  expect(sampleAlerts('proofpoint-tap', proofpointTap, 'siem-answer')[0]).toMatchObject({
    title: 'Malware attachment in a message to ann@example.com and 1 more, delivered',
    description: 'Subject: Please find a totally safe invoice attached.',
    actor: { ip: '192.0.2.255', email: 'mallory@evil.test' },
    target: { kind: 'mailbox', user: 'ann@example.com' },
    file: {
      name: 'Invoice.pdf',
      hashes: {
        sha256: '2fab740f143fc1aa4c1cd0146d334c5593b1428f6d062b2c406e5efe8abe95ca',
        md5: '5873c7d37608e0d49bcaa6f32b6c731f',
      },
    },
    finding: { vendorUid: 'c26dbea0-80d5-463b-b93c-4e8b708219ce' },
    url: 'https://threatinsight.proofpoint.com/#/0123/threat/email/2fab740f',
    occurredAt: '2026-09-01T10:00:00.000Z',
  });
});

test('a click has from where it came and where it led', () => {
  expect(sampleAlerts('proofpoint-tap', proofpointTap, 'siem-answer')[2]).toMatchObject({
    actor: { ip: '192.0.2.255' },
    target: { user: 'bruce@example.com', ip: '198.51.100.24' },
    connection: { direction: 'outbound', remote: { domain: 'badguy.evil.test' } },
    finding: { vendorUid: '8c8b4895-a277-449f-r797-547e3c89b25a' },
  });
});

test.each([
  [
    { queryEndTime: '2026-09-01T10:10:00Z', clicksBlocked: [] },
    { kind: 'ignored', reason: 'no-events' },
  ],
  [{ message: 'hello' }, { kind: 'ignored', reason: 'test' }],
  [{ subject: 'The disk of db-1 is full' }, { kind: 'unreadable', reason: 'no Proofpoint TAP event in it' }],
])('%j is %j', (payload, reading) => {
  expect(readingOf(proofpointTap, payload)).toEqual(reading);
});
