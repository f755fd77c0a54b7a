import { expect, it } from 'vitest';
import { qradar } from '../../lambdas/destinations/qradar/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { readLeef } from '../validators/qradar.ts';

const url = 'https://qradar.example.test:12469/';
const oversized = alertNamed('oversized');

it.each([
  [8192, {}],
  [32_767, { maxPayload: 32_767 }],
])('keeps an event below %d bytes, for QRadar would split it, and says that it was shortened', (max, settings) => {
  const { body = '' } = qradar.connect({ url, ...settings }).render(oversized, attemptFor(oversized));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(max);
  expect(Buffer.byteLength(body)).toBeGreaterThan(max / 4);
  const attributes = new Map(readLeef(body).pairs);
  expect(attributes.get('facts')).toContain('Tocsin keeps the whole alert');
});

it.each([
  ['half a credential', { username: 'tocsin' }],
  ['the other half', { password: 'x' }],
  ['a header with a line break', { headers: { authorization: 'a\r\nx-injected: yes' } }],
  ['a header of the connection', { headers: { host: 'evil.example' } }],
  ['a payload beyond what QRadar takes', { maxPayload: 32_768 }],
])('refuses %s', (_, wrong) => {
  expect(qradar.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
