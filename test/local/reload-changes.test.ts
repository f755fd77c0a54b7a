import { expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { changesBetween } from '../../infra/local/reload/changes.ts';

const setupOf = (lines: readonly string[], secrets: Readonly<Record<string, string>> = {}) => ({
  config: configOf(['version: 1', ...lines].join('\n'), 'tocsin.yaml', true),
  secrets,
});
const sources = 'sources: { akto: { type: akto, auth: none } }';
const destinations = `destinations: { soc: { type: slack, webhookUrl: "\${SLACK_URL}" } }`;
const routes = 'routes: [{ name: all, to: [soc] }]';
const base = [sources, destinations, routes];

it.each<[string, readonly string[], Readonly<Record<string, string>>, string | undefined]>([
  ['nothing', base, {}, undefined],
  ['a comment', ['# note', ...base], {}, undefined],
  [
    'a source',
    ['sources: { akto: { type: akto, auth: none }, b: { type: akto, auth: none } }', destinations, routes],
    {},
    'sources added b',
  ],
  ['the value of a secret', base, { SLACK_URL: 's3cr3t' }, 'secrets changed SLACK_URL'],
  ['a value that nobody uses', base, { OTHER: 's3cr3t' }, undefined],
  ['what applies to all destinations', ['defaults: { timeout: 20s }', ...base], {}, 'destinations changed soc'],
  [
    'the name of a route',
    [sources, destinations, 'routes: [{ name: new, to: [soc] }]'],
    {},
    'routes added new, removed all',
  ],
  [
    'another section',
    ['timeIntervals: { office: [{ weekdays: ["monday:friday"] }] }', ...base],
    {},
    'timeIntervals changed',
  ],
])('a reload says of %s what has changed', (_, lines, secrets, said) => {
  const changes = changesBetween(setupOf(base), setupOf(lines, secrets), ['SLACK_URL']);
  expect(changes).toBe(said);
});
