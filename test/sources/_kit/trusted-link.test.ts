import { expect, it } from 'vitest';
import { withTrustedLink } from '../../../lambdas/sources/_kit/trusted-link.ts';
import { alertNamed } from '../../conformance/alerts.ts';

const full = alertNamed('full');
const hosts = ['*.akto.io', 'grafana.example.com'];
const linkOf = (url: string) => withTrustedLink({ ...full, url }, hosts);

it.each(['https://app.akto.io/threats/1', 'https://eu.app.akto.io/', 'https://GRAFANA.example.com/d/1'])(
  'keeps %s as a link',
  (url) => {
    expect(linkOf(url).url).toBe(url);
  },
);

it.each([
  'https://akto.io.evil.example/',
  'https://evil.example/?x=.akto.io',
  'https://notakto.io/',
  'https://sub.grafana.example.com/',
  'javascript:alert(1)//grafana.example.com',
  'no url',
])('makes a fact of %s', (url) => {
  const { url: link, facts } = linkOf(url);
  expect([link, facts['link']]).toEqual([undefined, url]);
});
