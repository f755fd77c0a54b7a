import { expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import { formatMistake } from '../../lambdas/config/mistakes.ts';

const yaml = (sources: string, destinations: string): string =>
  [
    'version: 1',
    `sources: { ${sources} }`,
    `destinations: { ${destinations} }`,
    'routes: [{ to: [it] }, { match: { source: tocsin }, to: [it] }]',
  ].join('\n');

function warnings(text: string): string[] {
  const loaded = checkConfig(text, true);
  if (loaded.kind === 'mistakes') throw new Error(loaded.mistakes.map(({ message }) => message).join('\n'));
  return loaded.warnings.map((warning) => formatMistake('tocsin.yaml', warning));
}

const none = 'akto: { type: akto, auth: none }';
const slack = `it: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }`;

it.each([
  ['akto: { type: akto, auth: { bearer: hunter2-hunter2 } }', slack, 'sources.akto.auth.bearer', 'AKTO_BEARER'],
  [`a-b: { type: akto, auth: { token: ["\${A}", hunter2] } }`, slack, 'sources.a-b.auth.token[1]', 'A_B_TOKEN'],
  [
    'x: { type: akto, auth: { header: { name: x-key, value: hunter2 } } }',
    slack,
    'sources.x.auth.header.value',
    'X_HEADER_VALUE',
  ],
  [
    'x: { type: akto, auth: { basic: { username: u, password: hunter2 } } }',
    slack,
    'sources.x.auth.basic.password',
    'X_BASIC_PASSWORD',
  ],
  [
    'x: { type: github, auth: { hmac: { scheme: github, secret: hunter2 } } }',
    slack,
    'sources.x.auth.hmac.secret',
    'X_HMAC_SECRET',
  ],
  [none, 'it: { type: slack, token: xoxb-hunter2, channel: C1 }', 'destinations.it.token', 'IT_TOKEN'],
  [
    none,
    'it: { type: slack, webhookUrl: "https://hooks.slack.com/services/T0/B0/hunter2" }',
    'destinations.it.webhookUrl',
    'IT_WEBHOOK_URL',
  ],
  [
    none,
    'it: { type: webhook, url: https://example.com, headers: { Authorization: Bearer hunter2 } }',
    'destinations.it.headers.Authorization',
    'IT_HEADERS_AUTHORIZATION',
  ],
  [
    none,
    `it: { type: pagerduty, routingKey: "\${K}", callback: { secret: hunter2 } }`,
    'destinations.it.callback.secret',
    'IT_CALLBACK_SECRET',
  ],
  [
    none,
    `it: { type: slack, webhookUrl: "\${W}", signingSecret: hunter2 }`,
    'destinations.it.signingSecret',
    'IT_SIGNING_SECRET',
  ],
])(
  'a secret in plain text is told with its place and the name to write, and is not shown: %s %s',
  (sources, destinations, where, name) => {
    const [warning = '', ...others] = warnings(yaml(sources, destinations));
    expect(others).toEqual([]);
    expect(warning).toContain(`: ${where}: warning: a secret in plain text`);
    expect(warning).toContain(`\${${name}}`);
    expect(warning).not.toContain('hunter2');
  },
);

it('nothing is said of placeholders, of what is no secret, and of receivers on this machine', () => {
  const github = `g: { type: github, auth: { hmac: { scheme: github, secret: "\${S}" } } }`;
  const here = 'it: { type: slack, webhookUrl: "http://127.0.0.1:8080/slack" }';
  const hook = `hook: { type: webhook, url: https://example.com, headers: { x-team: soc, authorization: "Bearer \${T}" } }`;
  const both = yaml(`${none}, ${github}`, `${here}, ${hook}`).replace('to: [it]', 'to: [it, hook]');
  expect(warnings(both)).toEqual([]);
});

it('says when nobody gets system alerts', () => {
  const hook = 'it: { type: webhook, url: https://example.com/in }';
  const untaken = yaml(none, hook).replace('source: tocsin', 'source: akto');
  expect(warnings(untaken)).toEqual([expect.stringContaining('routes: warning: nobody gets system alerts')]);
  expect(warnings(yaml(none, hook))).toEqual([]);
  expect(warnings(yaml(none, slack).replace('source: tocsin', 'source: akto'))).toEqual([]);
});
