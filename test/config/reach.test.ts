import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partOf } from '../../infra/aws/bundle.ts';
import { checkConfig, configOf } from '../../infra/load-config.ts';
import { reachOf } from '../../lambdas/config/reach.ts';
import { authorityOf, type Pair, serverOf } from '../transport/certificates.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-reach-config-'));
let root: Pair;
let client: Pair;
beforeAll(async () => {
  root = await authorityOf('root');
  client = await serverOf('client', root);
  mkdirSync(path.join(folder, 'certs'));
  writeFileSync(path.join(folder, 'certs/ca.pem'), root.cert);
  writeFileSync(path.join(folder, 'certs/client.pem'), client.cert);
  writeFileSync(path.join(folder, 'certs/client.key'), client.key);
  writeFileSync(path.join(folder, 'certs/other.key'), root.key);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yamlOf = (settings: string, defaults = '{}'): string =>
  [
    'version: 1',
    `defaults: ${defaults}`,
    'sources: { akto: { type: akto, auth: none } }',
    'destinations:',
    `  a: { type: webhook, url: "https://a.example.test/in"${settings} }`,
    '  b: { type: webhook, url: "https://b.example.test/in", timeout: 10s }',
    'routes: [{ to: [a, b] }]',
  ].join('\n');
const file = path.join(folder, 'tocsin.yaml');
const loaded = (text: string, isLocal = true) => configOf(text, file, isLocal);
const mistakes = (text: string, isLocal = true): string[] => {
  const found = checkConfig(text, isLocal, { folder });
  return found.kind === 'mistakes' ? found.mistakes.map(({ where, message }) => `${where}: ${message}`) : [];
};
const pair = ', clientCertificate: { cert: certs/client.pem, key: certs/client.key }';

describe('files', () => {
  it('stand in the configuration as their text', () => {
    const { a } = loaded(yamlOf(`, authority: certs/ca.pem${pair}`)).destinations;
    expect(a).toMatchObject({ authority: root.cert, clientCertificate: { cert: client.cert, key: client.key } });
    expect(reachOf(a ?? {})).toEqual({
      authority: root.cert.trim(),
      clientCertificate: { cert: client.cert.trim(), key: client.key.trim() },
    });
  });

  it('of certificates are part of what is deployed to deliver, and of no other function that has no use for them', () => {
    const config = loaded(yamlOf(', authority: certs/ca.pem'), false);
    expect(JSON.stringify(partOf('deliver', config))).toContain(JSON.stringify(root.cert).slice(1, -1));
    for (const name of ['ingest', 'route', 'reconcile'] as const)
      expect(JSON.stringify(partOf(name, config) ?? {})).not.toContain('BEGIN CERTIFICATE');
  });

  it('of keys are refused where they would be deployed', () => {
    expect(mistakes(yamlOf(pair), false).join()).toMatch(/clientCertificate\.key: is the name of a file.*"\$\{NAME\}"/);
    expect(mistakes(yamlOf(pair))).toEqual([]);
  });

  it('of two that do not belong together are refused', () => {
    const wrong = ', clientCertificate: { cert: certs/client.pem, key: certs/other.key }';
    expect(mistakes(yamlOf(wrong))).toEqual([
      'destinations.a.clientCertificate.key: is not the key of the certificate in cert',
    ]);
  });
});

describe('defaults', () => {
  it('apply where a destination does not set them itself', () => {
    const text = yamlOf(
      ', proxy: off',
      '{ proxy: "http://proxy.example.test:3128", timeout: 45s, authority: certs/ca.pem }',
    );
    const { a, b } = loaded(text).destinations;
    expect(a).toMatchObject({ proxy: 'off', timeout: '45s', authority: root.cert });
    expect(b).toMatchObject({ proxy: 'http://proxy.example.test:3128', timeout: '10s', authority: root.cert });
  });

  it('allow addresses for every destination', () => {
    const text = yamlOf('').replace('https://a.example.test', 'http://10.1.2.3:8080');
    expect(mistakes(text).join()).toContain('allowAddresses');
    expect(mistakes(text.replace('defaults: {}', 'defaults: { allowAddresses: [10.1.0.0/16] }'))).toEqual([]);
    expect(mistakes(text.replace('defaults: {}', 'defaults: { allowAddresses: [10.2.0.0/16] }'))).toHaveLength(1);
  });
});

describe('a secret that does not hold what the setting wants', () => {
  it.each([
    ['no URL of a proxy', { proxy: 'socks5://me:s3cr3t@proxy.example.test' }],
    ['no certificate', { authority: 's3cr3t' }],
    ['a key of another certificate', { clientCertificate: { cert: 's3cr3t', key: 's3cr3t' } }],
    ['an address that nothing connects to', { allowAddresses: ['169.254.169.254'] }],
  ])('is refused without being shown: %s', (_, settings) => {
    expect(() => reachOf(settings)).toThrow(/^\w+ does not fit$/);
  });

  it('is a warning where it stands in plain text', () => {
    const found = checkConfig(yamlOf(', proxy: "http://me:s3cr3t@proxy.example.test:3128"'), true, { folder });
    const warnings = found.kind === 'config' ? found.warnings.map(({ where, message }) => `${where}: ${message}`) : [];
    expect(warnings.join()).toMatch(/destinations\.a\.proxy: warning: a secret in plain text/);
    expect(warnings.join()).not.toContain('s3cr3t');
  });
});
