/** No message is in the words of the libraries that read a configuration. */
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { variantsOf } from '../conformance/destination-cases.ts';

const registry: Readonly<Record<string, Destination>> = destinations;

/** What is wrong nearly everywhere. */
const wrongValues: readonly unknown[] = [
  null,
  '',
  ' ',
  'no such thing',
  -1,
  1.5,
  1e12,
  true,
  [],
  [[]],
  [null],
  [1, 'x', {}],
  {},
  { x: {} },
  { '': 1 },
  { 'a b': 'x', project: 1, from: 5 },
  'x'.repeat(5000),
  '\u0000',
];

/** Words of zod, of YAML's parser, of JavaScript. */
const theirWords =
  /\bInvalid\b|invalid (?:input|key|union|option|string|element|type)|\breceived\b|nrecognized|Expected |undefined|NaN|nonoptional|Too (?:small|big)|\bregex\b|must match|flow-map|flow-seq|scalar|implicit|expected (?:object|record|array|string|int|number|union|optional|nullable|custom|unknown|any|never|void|symbol|template_literal)\b(?!,)/;

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 40);

function messagesOf(
  destination: object,
  sources: object = { akto: { type: 'akto', auth: 'none' } },
  routes: unknown = [{ to: ['it'] }],
): string[] {
  const yaml = JSON.stringify({ version: 1, sources, destinations: { it: destination }, routes });
  const loaded = checkConfig(yaml, true);
  return loaded.kind === 'mistakes' ? loaded.mistakes.map(({ message }) => message) : [];
}

const inTheirWords = (messages: readonly string[]): string[] =>
  // What was found is quoted.
  messages.filter((message) => theirWords.test(message.replace(/"(?:[^"\\]|\\.)*"/g, '""')));

describe.each(Object.entries(registry))('%s', (type, { settingNames }) => {
  const base = variantsOf(type)[0]?.settings ?? {};
  it.each([...settingNames, 'timeout', 'evidence'])('%s', (name) => {
    for (const value of wrongValues) {
      const messages = messagesOf({ type, ...base, [name]: value });
      expect(inTheirWords(messages), shown(value)).toEqual([]);
      expect(
        messages.filter((message) => message.trim() === ''),
        shown(value),
      ).toEqual([]);
    }
  });
});

const soc = { type: 'webhook', url: 'https://example.com/in' };

describe('sources', () => {
  it.each([
    'type',
    'auth',
    'successStatus',
    'allowFrom',
    'testPayload',
    'limit',
    'expectEvery',
    'links',
    'severity',
    'map',
  ])('%s', (name) => {
    for (const value of wrongValues) {
      const source = { type: name === 'map' ? 'custom' : 'akto', auth: 'none', [name]: value };
      expect(inTheirWords(messagesOf(soc, { it: source })), shown(value)).toEqual([]);
    }
  });

  it.each(['bearer', 'header', 'basic', 'token', 'hmac', 'standardWebhooks', 'sns'])('auth %s', (name) => {
    for (const value of wrongValues)
      expect(inTheirWords(messagesOf(soc, { it: { type: 'akto', auth: { [name]: value } } })), shown(value)).toEqual(
        [],
      );
  });
});

describe('routes', () => {
  it.each(['name', 'match', 'where', 'to', 'repeat', 'fallback', 'after', 'matchers'])('%s', (name) => {
    for (const value of wrongValues)
      expect(inTheirWords(messagesOf(soc, undefined, [{ to: ['it'], [name]: value }])), shown(value)).toEqual([]);
  });
});

it.each(['version', 'sources', 'destinations', 'routes', 'extra'])('the section %s', (name) => {
  const whole = {
    version: 1,
    sources: { a: { type: 'akto', auth: 'none' } },
    destinations: { it: soc },
    routes: [{ to: ['it'] }],
  };
  for (const value of wrongValues) {
    const loaded = checkConfig(JSON.stringify({ ...whole, [name]: value }), true);
    expect(
      inTheirWords(loaded.kind === 'mistakes' ? loaded.mistakes.map(({ message }) => message) : []),
      shown(value),
    ).toEqual([]);
  }
});
