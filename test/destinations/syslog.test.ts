import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameSizes, messageOf } from '../../lambdas/core/siem/syslog-frame.ts';
import { syslog } from '../../lambdas/destinations/syslog.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { framesIn, readSyslog } from '../validators/syslog.ts';

const url = 'syslog+tls://siem.example.test';
const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));

it.each(['cef', 'leef', 'ocsf'])('counts octets, not characters, and reads back every id (%s)', (format) => {
  const { body = '' } = syslog.connect({ url, format }).batch?.render(items) ?? {};
  const messages = framesIn(body).map(readSyslog);
  expect(frameSizes(body)).toEqual(framesIn(body).map((frame) => Buffer.byteLength(frame)));
  expect(Math.max(...frameSizes(body))).toBeLessThanOrEqual(8192);
  for (const [i, { data, priority }] of messages.entries()) {
    const id = items[i]?.alert.id ?? '';
    expect(data.get('tocsin@32473')?.get('alert_id')?.slice(0, 200)).toBe(id.slice(0, 200));
    expect(priority >> 3).toBe(16);
  }
});

it('escapes what would end a parameter, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const message = messageOf({
        ...{ facility: 16, severity: 2, atMillis: 0, hostname: 'a b', appName: '', messageId: 'x'.repeat(40) },
        ...{ dataId: 'tocsin@32473', data: { a: text, b: ']', c: undefined }, text: 'CEF:0|' },
      });
      const read = readSyslog(message);
      expect(read.data.get('tocsin@32473')?.get('a') ?? '').toBe(text);
      expect(read).toMatchObject({ hostname: 'a_b', appName: '-', messageId: 'x'.repeat(32), text: 'CEF:0|' });
    }),
  );
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
  ['a certificate that is none', { authority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
  ['a name with a blank', { appName: 'toc sin' }],
  ['a facility by number', { facility: 16 }],
  ['messages that are shorter than a receiver has to take', { maxMessage: 1024 }],
])('refuses %s', (_, wrong) => {
  expect(syslog.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
