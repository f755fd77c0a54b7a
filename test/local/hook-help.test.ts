import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { hookHelp, sendHelp } from '../../infra/local/hook-help.ts';

const literal = 'a-literal-secret-of-the-file-0123456789';
const helpFor = (auth: string): string =>
  hookHelp(
    configOf(
      [
        'version: 1',
        'sources:',
        `  tool: { type: generic, auth: ${auth} }`,
        'destinations:',
        '  soc: { type: webhook, url: "https://soc.example.com/", format: alert }',
        'routes: [{ to: [soc] }]',
      ].join('\n'),
      'tocsin.yaml',
      true,
      () => {},
    ),
    'http://127.0.0.1:8787',
  ).join('\n');

describe('the hooks that are printed at the start', () => {
  it.each([
    ['a bearer token', (secret: string) => `{ bearer: "${secret}" }`],
    ['a header', (secret: string) => `{ header: { name: x-key, value: "${secret}" } }`],
    ['basic credentials', (secret: string) => `{ basic: { username: tool, password: "${secret}" } }`],
    ['a token in the path', (secret: string) => `{ token: "${secret}" }`],
  ])('show the variable of %s, and no secret that stands in the configuration', (_, auth) => {
    expect(helpFor(auth(`\${TOOL_KEY}`))).toContain('$TOOL_KEY');
    const help = helpFor(auth(literal));
    expect(help).toContain('SECRET');
    expect(help).not.toContain(literal);
  });
});

describe('the command that posts a sample', () => {
  const yaml = (auth: string): string =>
    [
      'version: 1',
      `sources: { events: { type: guardduty, auth: eventbridge }, tool: { type: generic, auth: ${auth} } }`,
      'destinations: { soc: { type: webhook, url: "https://soc.example.com/" } }',
      'routes: [{ to: [soc] }]',
    ].join('\n');
  const config = configOf(yaml('none'), 'tocsin.yaml', true);

  it.each([
    ['http://127.0.0.1:8787', undefined, 'Try one: npx --no tocsin send tool --sample'],
    ['http://127.0.0.1:8787', 'tocsin.yaml', 'Try one: npx --no tocsin send tool --sample'],
    [
      'http://127.0.0.1:9',
      'own.yaml',
      'Try one: npx --no tocsin send tool --sample --config own.yaml --url http://127.0.0.1:9',
    ],
  ])('at %s with %s names the first source that has a hook', (url, file, line) => {
    expect(sendHelp(config, url, file)).toEqual([line]);
  });

  it('is not shown where nobody can sign for the sender', () => {
    const topic = 'arn:aws:sns:eu-central-1:123456789012:alerts';
    const signed = configOf(yaml(`{ sns: { topicArns: ["${topic}"] } }`), 'tocsin.yaml', true);
    expect(sendHelp(signed, 'http://127.0.0.1:8787', undefined)).toEqual([]);
  });
});
