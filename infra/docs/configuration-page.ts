import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { jsonSchema } from '../json-schema.ts';
import { described, settingDescriptions } from '../setting-descriptions.ts';
import { propertiesTable } from './settings-table.ts';

const at = (value: unknown, ...path: readonly string[]): Fields => {
  const found = path.reduce<unknown>((inner, name) => (isFields(inner) ? inner[name] : undefined), value);
  return isFields(found) ? found : {};
};

/** The forms of `auth`, with an example each. */
const authForms: readonly (readonly [form: string, sender: string])[] = [
  [`{ bearer: "\${TOKEN}" }`, 'sends `Authorization: Bearer <token>`'],
  [`{ header: { name: x-api-key, value: "\${KEY}" } }`, 'sends a header of this name'],
  [`{ basic: { username: tool, password: "\${PASSWORD}" } }`, 'sends a user name and a password'],
  [`{ token: "\${TOKEN}" }`, 'cannot set a header: the token is the last part of the URL'],
  [
    `{ hmac: { scheme: github, secret: "\${SECRET}" } }`,
    'signs the body, as GitHub, Snyk, PagerDuty, Grafana, Fastly or CrowdStrike do, or in a form of your own',
  ],
  [`{ standardWebhooks: "\${SECRET}" }`, 'signs by [Standard Webhooks](https://www.standardwebhooks.com)'],
  ['{ sns: { topicArns: ["arn:aws:sns:…"] } }', 'is Amazon SNS, whose signature is checked'],
  ['eventbridge', 'is EventBridge in the account of the deployment; there is no hook'],
  ['none', 'sends no credential: everybody who knows the URL can send'],
];

const authTable = [
  '| `auth` | the sender |',
  '| --- | --- |',
  ...authForms.map(([form, sender]) => `| \`${form}\` | ${sender} |`),
].join('\n');

const intro = `# Configuration reference

Everything that Tocsin does is in one file, \`tocsin.yaml\`. [tocsin.example.yaml](../tocsin.example.yaml) is a small one to begin
with; editors complete names with [tocsin.schema.json](tocsin.schema.json).

\`npx --no tocsin check\` names every mistake with its line, what was found and what is allowed. \`npm start\` and \`cdk deploy\` refuse a
file with mistakes; a running system keeps the last good one ([reload](reload.md)). A secret is \`"\${NAME}"\` and never a text
([secrets](guides/secrets.md)). A time is \`30s\`, \`10m\`, \`2h\` or \`7d\`.`;

const sections = (): readonly (readonly [heading: string, text: string])[] => {
  const whole = jsonSchema();
  const table = (properties: Fields, required: unknown = []) => propertiesTable(properties, required);
  const part = (path: readonly string[]) => {
    const found = at(whole, ...path);
    return table(at(found, 'properties'), found['required']);
  };
  const interval = at(whole, 'properties', 'timeIntervals', 'additionalProperties', 'items');
  const tokens = at(whole, 'properties', 'tokens', 'additionalProperties');
  return [
    ['The file', table(at(whole, 'properties'), whole['required'])],
    ['A source', part(['properties', 'sources', 'additionalProperties'])],
    [
      'auth',
      `${authTable}\n\nA list of secrets in place of one lets all of them in, for [rotation](guides/secrets.md#rotation).`,
    ],
    [
      'A destination',
      `Each [type](destinations/README.md) has settings of its own. All have these:\n\n${part(['properties', 'defaults'])}`,
    ],
    ['message', `For destinations that people read ([wording](wording.md)):\n\n${part(['definitions', 'message'])}`],
    ['A route', part(['definitions', 'route'])],
    ['inhibit', part(['properties', 'inhibit', 'items'])],
    ['canary', `A test alert through routes ([canary](canary.md)):\n\n${part(['properties', 'canary'])}`],
    [
      'A time interval',
      `A list of maps; [times](times.md) has an example.\n\n${table(described(at(interval, 'properties'), settingDescriptions.interval))}`,
    ],
    ['A token', table(described(at(tokens, 'properties'), settingDescriptions.token), tokens['required'])],
    [
      'If it fails',
      '`npx --no tocsin check` prints `FILE:LINE:COLUMN`, what was found, what is allowed and the nearest name, for all mistakes at once. What is ' +
        'doubtful but works is a warning. A name of a secret that is not set: `npx --no tocsin secrets check`.',
    ],
  ];
};

/** `docs/configuration.md`: every setting, from the schemas that check them. */
export const configurationPage = (): string =>
  [intro, ...sections().map(([heading, text]) => `## ${heading}\n\n${text}`)].join('\n\n').concat('\n');
