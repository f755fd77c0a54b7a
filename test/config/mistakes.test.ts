import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { checkConfig, configOf } from '../../infra/load-config.ts';
import { ConfigMistakes, formatMistake, unknownName } from '../../lambdas/config/mistakes.ts';
import { nearest } from '../../lambdas/domain/values/nearest.ts';
import { isWriting, readTable, writeTable } from '../conformance/tables.ts';

/** A file as its lines, and a line for each of its mistakes, which `npm run goldens` writes. */
const Case = z.strictObject({ yaml: z.array(z.string()), mistakes: z._default(z.array(z.string()), []) });
const table = z.record(z.string(), Case).parse(readTable('config'));
const cases = Object.entries(table).map(([name, { yaml, mistakes }]) => ({
  name,
  file: `${name}.yaml`,
  text: yaml.join('\n'),
  mistakes,
}));

/** What a person sees of a configuration's mistakes; nothing when there are none. */
function complaints(text: string, file = 'tocsin.yaml', allowLoopback = false): string {
  const loaded = checkConfig(text, allowLoopback);
  if (loaded.kind === 'config') return '';
  return loaded.mistakes.map((mistake) => `${formatMistake(file, mistake)}\n`).join('');
}

describe('a mistake in tocsin.yaml is told with its place, what was found and what is allowed', () => {
  const made = new Map<string, readonly string[]>();
  afterAll(() => {
    const next = cases.map(({ name, mistakes }) => [name, { ...table[name], mistakes: made.get(name) ?? mistakes }]);
    if (isWriting) writeTable('config', Object.fromEntries(next));
  });

  it.each(cases)('$file', ({ name, file, text, mistakes }) => {
    const said = complaints(text, file);
    expect(said, 'a configuration that is refused without a word helps nobody').not.toBe('');
    if (isWriting) made.set(name, said.trimEnd().split('\n'));
    else expect(said, 'npm run goldens rewrites it').toBe(mistakes.map((line) => `${line}\n`).join(''));
  });

  it.each(cases)('$file: nothing is told twice', ({ file, text }) => {
    const lines = complaints(text, file).trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
  });
});

const whole = (part: string, value: string): string => {
  const parts: Record<string, string> = {
    sources: '{ akto: { type: akto, auth: none } }',
    destinations: `{ soc: { type: slack, webhookUrl: "\${SLACK_URL}" } }`,
    routes: '[{ to: [soc] }]',
    [part]: value,
  };
  return ['version: 1', ...Object.entries(parts).map(([name, text]) => `${name}: ${text}`)].join('\n');
};

describe('a configuration is taken', () => {
  it.each([
    ['a placeholder where a URL is wanted', 'destinations', `{ soc: { type: webhook, url: "\${URL}" } }`],
    ['a placeholder inside a URL', 'destinations', `{ soc: { type: webhook, url: "https://a.example.test/\${KEY}" } }`],
    [
      'several secrets while one replaces the other',
      'sources',
      `{ akto: { type: akto, auth: { bearer: ["\${A}", "\${B}"] } } }`,
    ],
    ['a sender that signs', 'sources', `{ akto: { type: akto, auth: { hmac: { scheme: github, secret: "\${A}" } } } }`],
    [
      'a sender that signs in a way of its own',
      'sources',
      `{ akto: { type: akto, auth: { hmac: { header: X-Sig, hash: sha512, encoding: base64, prefix: "v0=",
        content: "{x-id}.{timestamp}.{body}", timestampHeader: X-Time, toleranceSeconds: 60, secret: ["\${A}", "\${B}"] } } } }`,
    ],
    ['Standard Webhooks', 'sources', `{ akto: { type: akto, auth: { standardWebhooks: "\${A}" } } }`],
    [
      'topics of SNS',
      'sources',
      '{ akto: { type: akto, auth: { sns: { topicArns: ["arn:aws:sns:eu-west-1:111122223333:alerts"] } } } }',
    ],
    [
      'addresses, a limit, and tests that are delivered',
      'sources',
      '{ akto: { type: akto, auth: none, allowFrom: [192.0.2.7, "2001:db8::/32"], testPayload: deliver, limit: { perMinute: 600 } } }',
    ],
    ['the open hook that somebody asked for', 'sources', '{ akto: { type: akto, auth: none } }'],
    ['globs of sources', 'routes', '[{ match: { source: "ak*" }, to: [soc] }]'],
    ['several severities', 'routes', '[{ match: { severity: [low, ">=High"] }, to: [soc] }]'],
    ['labels with dots and slashes', 'routes', '[{ match: { "labels.app.kubernetes.io/name": web }, to: [soc] }]'],
    ['an expression', 'routes', `[{ where: "$count(attack) > 1", to: [soc] }]`],
  ])('with %s', (_, part, value) => {
    expect(complaints(whole(part, value))).toBe('');
  });

  it.each([
    ['http://127.0.0.1:8080/in'],
    ['http://localhost:8080/in'],
    ['http://[::1]:8080/in'],
    ['https://localhost/in'],
  ])('with the receiver %s on this machine only where that is allowed', (url) => {
    const text = whole('destinations', `{ soc: { type: webhook, url: "${url}" } }`);
    expect(complaints(text, 'tocsin.yaml', true)).toBe('');
    expect(complaints(text)).toContain('destinations.soc.url: is on this machine');
  });

  it.each([
    ['http://hooks.example.test/in', 'is plain http://'],
    ['HTTP://hooks.example.test/in', 'is plain http://'],
    ['http://127.0.0.1.example.test/in', 'is plain http://'],
    ['https://10.0.0.7/in', 'is no public address'],
    ['https://[::ffff:169.254.169.254]/in', 'is no public address'],
    // A number is an address, too, to every URL parser.
    ['https://2852039166/in', 'is no public address'],
  ])('never with %s, wherever it runs', (url, complaint) => {
    const text = whole('destinations', `{ soc: { type: webhook, url: "${url}" } }`);
    for (const allowLoopback of [true, false])
      expect(complaints(text, 'tocsin.yaml', allowLoopback)).toContain(complaint);
  });

  it.each([
    ['syslog+tls://10.0.0.7:6514', 'is no public address'],
    ['syslog+tls://2852039166', 'is no public address'],
    ['syslog+tls://localhost:6514', 'is on this machine'],
  ])('nor with %s, which is no web address', (url, complaint) => {
    const text = whole('destinations', `{ soc: { type: syslog, url: "${url}" } }`);
    expect(complaints(text)).toContain(complaint);
    expect(complaints(whole('destinations', '{ soc: { type: syslog, url: "syslog+tls://siem.example.test" } }'))).toBe(
      '',
    );
  });

  it('as ingest and route read it: forms and names made one', () => {
    const text = [
      'version: 1',
      'sources:',
      `  keyed: { type: accuknox, auth: { header: { name: X-Key, value: "\${K}" } }, successStatus: 200 }`,
      `  both: { type: akto, auth: { bearer: ["\${A}", "\${B}"] } }`,
      `  basic: { type: akto, auth: { basic: { username: akto, password: "\${P}" } } }`,
      'destinations:',
      `  soc: { type: slack, webhookUrl: "\${URL}" }`,
      'routes:',
      '  - { match: { severity: ">=high", not: { source: both } }, to: [soc] }',
    ].join('\n');
    expect(configOf(text, 'tocsin.yaml', false)).toEqual({
      version: 1,
      sources: {
        keyed: { type: 'accuknox', auth: { scheme: 'header', name: 'x-key', secrets: [`\${K}`] }, successStatus: 200 },
        both: { type: 'akto', auth: { scheme: 'bearer', secrets: [`\${A}`, `\${B}`] }, successStatus: 202 },
        basic: { type: 'akto', auth: { scheme: 'basic', username: 'akto', secrets: [`\${P}`] }, successStatus: 202 },
      },
      destinations: { soc: { type: 'slack', webhookUrl: `\${URL}` } },
      routes: [{ name: 'route 1', match: { severity: ['high', 'critical'] }, not: { source: ['both'] }, to: ['soc'] }],
    });
  });

  const authOf = (auth: string) =>
    configOf(whole('sources', `{ a: { type: akto, auth: ${auth} } }`), 'tocsin.yaml', false).sources['a']?.auth;
  const plain = { hash: 'sha256', encoding: 'hex', prefix: '', content: '{body}' };

  it.each<[string, string, readonly object[]]>([
    ['a scheme as it is', 'scheme: github', [{ ...plain, header: 'x-hub-signature-256', prefix: 'sha256=' }]],
    ['a scheme with a header of its own', 'scheme: grafana, header: X-Own', [{ ...plain, header: 'x-own' }]],
    [
      'a scheme with a time',
      'scheme: grafana, timestampHeader: X-Time',
      [
        {
          ...plain,
          header: 'x-grafana-alerting-signature',
          content: '{timestamp}:{body}',
          timestampHeader: 'x-time',
        },
      ],
    ],
    [
      'the one form of a scheme that is meant',
      'scheme: crowdstrike, encoding: hex',
      [
        {
          ...plain,
          header: 'x-cs-primary-signature',
          content: '{timestamp}{body}',
          timestampHeader: 'x-cs-delivery-timestamp',
        },
      ],
    ],
    ['none but a header', 'header: X-Sig', [{ ...plain, header: 'x-sig' }]],
  ])('with signatures of %s', (_, setting, forms) => {
    expect(authOf(`{ hmac: { ${setting}, secret: "\${A}" } }`)).toEqual({
      scheme: 'hmac',
      forms,
      secrets: [`\${A}`],
      toleranceSeconds: 300,
    });
  });

  it('or refused as one error with a line for each mistake', () => {
    const text = whole('routes', '[{ to: [sock] }, { to: [] }]');
    expect(() => configOf(text, 'my.yaml', false)).toThrow(ConfigMistakes);
    expect(() => configOf(text, 'my.yaml', false)).toThrow(/^my\.yaml:4:17: .*did you mean "soc"\?.*\nmy\.yaml:4:32: /);
  });

  it('with line ends and a mark of another system', () => {
    expect(complaints(`\uFEFF${whole('routes', '[{ to: [soc] }]').replaceAll('\n', '\r\n')}`)).toBe('');
  });
});

describe('a credential that was written into the file is not shown', () => {
  it.each([
    ['as the form', '{ akto: { type: akto, auth: s3cr3t-value } }'],
    ['as a number', '{ akto: { type: akto, auth: { bearer: 31415926535 } } }'],
    ['in a map', '{ akto: { type: akto, auth: { token: { value: s3cr3t-value } } } }'],
  ])('%s', (_, sources) => {
    const said = complaints(whole('sources', sources));
    expect(said).toContain('sources.akto.auth');
    expect(said).not.toMatch(/s3cr3t|31415926535/);
  });
});

describe('the nearest name', () => {
  const names = ['slack', 'splunk', 'teams', 'jira', 'webhook'];
  it.each([
    ['slak', 'slack'],
    ['SLACK', 'slack'],
    ['splonk', 'splunk'],
    ['team', 'teams'],
    ['jria', 'jira'],
    ['pagerduty', undefined],
    ['', undefined],
  ])('to "%s" is %s', (found, near) => {
    expect(nearest(found, names)).toBe(near);
  });

  it('is told with all that is allowed, in order', () => {
    expect(unknownName('destination type', 'slak', names)).toBe(
      'unknown destination type "slak": did you mean "slack"? allowed: jira, slack, splunk, teams, webhook',
    );
    expect(unknownName('destination', 'x', [])).toBe('unknown destination "x"; none are defined');
  });
});
