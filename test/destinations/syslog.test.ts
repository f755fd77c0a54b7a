import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameSizes, messageOf } from '../../lambdas/destinations/syslog/frame.ts';
import { syslog } from '../../lambdas/destinations/syslog/index.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { framesIn, messageProblems, readSyslog } from '../validators/syslog.ts';

const url = 'syslog+tls://siem.example.test';
const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));

const formats = ['cef', 'leef', 'ocsf'];
/** Invented. */
const enterpriseNumber = 99_999_999;
const ID = `tocsin@${enterpriseNumber}`;

it.each(formats)('counts octets, not characters, and reads back every id (%s)', (format) => {
  const { body = '' } = syslog.connect({ url, format, enterpriseNumber }).batch?.render(items) ?? {};
  const messages = framesIn(body).map(readSyslog);
  expect(frameSizes(body)).toEqual(framesIn(body).map((frame) => Buffer.byteLength(frame)));
  expect(Math.max(...frameSizes(body))).toBeLessThanOrEqual(8000);
  for (const [i, { data, priority }] of messages.entries()) {
    const id = items[i]?.alert.id ?? '';
    expect(data.get(ID)?.get('alert_id')?.slice(0, 200)).toBe(id.slice(0, 200));
    expect(priority >> 3).toBe(16);
  }
});

it('escapes what would end a parameter, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const message = messageOf({
        ...{ facility: 16, severity: 2, atMillis: 0, hostname: 'a b', appName: '', messageId: 'x'.repeat(40) },
        ...{ dataId: ID, data: { a: text, b: ']', c: undefined }, text: 'CEF:0|' },
      });
      const read = readSyslog(message);
      expect(read.data.get(ID)?.get('a') ?? '').toBe(text);
      expect(read).toMatchObject({ hostname: 'a_b', appName: '-', messageId: 'x'.repeat(32), text: 'CEF:0|' });
    }),
  );
});

it('has no structured data without an enterprise number, for a name without one is for IANA to give', () => {
  const { body = '' } = syslog.connect({ url }).batch?.render(items) ?? {};
  expect(framesIn(body).map((message) => readSyslog(message).data.size)).toEqual(items.map(() => 0));
});

/** Texts that a receiver would read as messages, were they to stand at the beginning of one. */
const forged = [
  '<13>1 - - sshd - - - x',
  '<134>Oct 11 22:14:15 web sshd[9]: Accepted',
  '\n57 <34>1 - a b - - - x',
  '<0>',
];
/** As Tocsin makes them; no sender has a say in them. */
const names = { id: `edge:${'0123456789abcdef'.repeat(2)}`, fingerprint: 'fedcba9876543210'.repeat(2), source: 'edge' };
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...forged), fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 300 })
  .map((parts) => parts.join(''));

it.each(formats)('keeps every %s message in its bytes, and no text in it begins a message', (format) => {
  fc.assert(
    fc.property(arbitraryAlert, hostile, fc.integer({ min: 4096, max: 9000 }), (alert, text, maxBytes) => {
      const stuffed = { ...alert, ...names, title: text, description: text, facts: { ...alert.facts, [text]: text } };
      const { body = '' } = syslog
        .connect({ url, format, maxBytes, enterpriseNumber })
        .render(stuffed, { ...attemptFor(alert), possibleDuplicate: true });
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxBytes);
      expect(framesIn(body).flatMap(messageProblems)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it.each([
  ['cef', 'cn1=1'],
  ['leef', 'possibleDuplicate=true'],
  ['ocsf', '"possible_duplicate"'],
])('marks a possible repeat in %s', (format, mark) => {
  const alert = alertNamed('full');
  const bodyOf = (possibleDuplicate: boolean) =>
    syslog.connect({ url, format }).render(alert, { ...attemptFor(alert), possibleDuplicate }).body;
  expect(bodyOf(true)).toContain(mark);
  expect(bodyOf(false)).not.toContain(mark);
});

it('says the same finding in JSON without a control character', () => {
  const alert = { ...alertNamed('full'), description: 'a\u0085b\u202ec\u2028d\u0007e' };
  const { body = '' } = syslog.connect({ url, format: 'ocsf' }).render(alert, attemptFor(alert));
  const [{ text } = { text: '' }] = framesIn(body).map(readSyslog);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
  expect(JSON.parse(text).finding_info.desc).toBe(alert.description);
});

it.each([
  ['plain syslog', { url: 'syslog://siem.example.test' }],
  ['a path', { url: 'syslog+tls://siem.example.test/x' }],
  ['a user', { url: 'syslog+tls://me@siem.example.test' }],
  ['a name with a blank', { appName: 'toc sin' }],
  ['a facility by number', { facility: 16 }],
  ['messages that are shorter than a receiver has to take', { maxBytes: 1024 }],
  ['the enterprise number that is for examples', { enterpriseNumber: 32_473 }],
])('refuses %s', (_, wrong) => {
  expect(syslog.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
