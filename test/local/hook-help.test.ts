import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { hookHelp } from '../../infra/local/hook-help.ts';

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
