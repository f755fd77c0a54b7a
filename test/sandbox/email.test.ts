import { expect, it } from 'vitest';
import { drawMail } from '../../infra/sandbox/_kit/draw-mail.ts';
import { MAIL } from '../../infra/sandbox/email/receiver.ts';
import { email } from '../../lambdas/destinations/email/index.ts';
import { sendMail } from '../../lambdas/transport/smtp.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { sandbox } from './sandbox.ts';

const running = sandbox();

const mailOf = (name: string, change: object = {}) => {
  const { type: _, ...settings } = running().settings('email');
  const alert = alertNamed(name);
  return email.connect({ ...settings, ...change }).render(alert, attemptFor(alert));
};

it('takes a mail by its own protocol, and shows it as its reader sees it', async () => {
  expect(running().settings('email')['url']).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
  expect(await sendMail(mailOf('full'), true)).toMatchObject({ response: { status: 250 } });
  const [receipt] = running().received();
  expect(receipt).toMatchObject({
    ok: true,
    arrived: true,
    alertIds: [alertNamed('full').id],
    summary: '[HIGH] File integrity: /bin/touch on /etc/passwd · payments/checkout (prod-eu-1)',
    body: { from: expect.stringContaining(MAIL.from), to: MAIL.to },
  });
});

it.each([
  ['a wrong password', { password: 'no' }, 535],
  ['a recipient that nobody knows', { to: ['nobody@example.com'] }, 550],
  ['another sender', { from: 'ceo@example.com' }, 550],
])('refuses %s', async (_, change, status) => {
  expect(await sendMail(mailOf('full', change), true)).toMatchObject({ response: { status } });
  expect(running().counts().email.size).toBe(0);
});

it.each([
  [{ status: 500 }, { response: { status: 451 } }],
  [{ status: 429 }, { response: { status: 451 } }],
  [{ expired: true }, { response: { status: 535 } }],
  [{ reset: 'before' }, { kind: 'no-answer' }],
  [{ reset: 'after' }, { kind: 'no-answer' }],
] as const)('misbehaves as a mail server would: %j', async (fault, sent) => {
  running().setFaults({ email: [fault] });
  expect(await sendMail(mailOf('full'), true)).toMatchObject(sent);
  expect(running().counts().email.size).toBe('reset' in fault && fault.reset === 'after' ? 1 : 0);
});

it('draws a hostile mail in a frame that runs, opens and loads nothing', async () => {
  await sendMail(mailOf('hostile'), true);
  const drawn = drawMail(running().received()[0]?.body);
  const outside = drawn.replace(/<iframe class="mail" sandbox="" title="[^"]*" srcdoc="[^"]*"><\/iframe>/, '');
  expect(outside).not.toBe(drawn);
  expect(outside).not.toMatch(/href|style=|<script|<img|<iframe/);
  expect(drawMail({ html: '"><script>alert(1)</script>' })).not.toContain('<script');
});
