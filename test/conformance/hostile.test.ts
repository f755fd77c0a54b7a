/**
 * One corpus of attacks through every destination and every format: in all fields at once, what comes out keeps the
 * vendor's own rules (`test/validators`), is well-formed, within its limits, and holds no control character of the
 * attacker's where one would act.
 */
import { describe, expect, it } from 'vitest';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Format } from '../../lambdas/destinations/_kit/formats/_kit/format.ts';
import { Alert } from '../../lambdas/domain/alert.ts';
import type { Detection } from '../../lambdas/domain/detection.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { alertNamed, attemptFor } from './alerts.ts';
import { corpus } from './corpus.ts';
import { variantsOf } from './destination-cases.ts';
import { limitProblems, problemsOf } from './limits.ts';
import { isAlone, underTest } from './under-test.ts';

const full = alertNamed('full');
const FIXED = new Set([
  ...['id', 'fingerprint', 'kind', 'class', 'severity', 'state', 'status', 'action', 'direction'],
  ...['occurredAt', 'receivedAt', 'at'],
]);

/** The same structure with one text wherever a sender's text can stand, names included. */
function filled(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return FIXED.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((each) => filled(each, text, key));
  if (typeof value !== 'object' || value === null) return value;
  const isNamed = key === 'facts' || key === 'labels';
  return Object.fromEntries(
    Object.entries(value).map(([name, inner], i) => [isNamed && i === 0 ? text : name, filled(inner, text, name)]),
  );
}

const attacks = Object.entries(corpus).map(([name, text]) => [name, Alert.parse(filled(full, text))] as const);

const detection = (parts: Partial<Detection>): Alert =>
  finish(
    {
      kind: 'detection',
      identity: ['1'],
      problem: ['1'],
      type: 'rule',
      title: 'A title',
      description: '',
      severity: 'high',
      vendorSeverity: 'high',
      state: 'open',
      action: 'observed',
      target: { kind: 'host' },
      attack: [],
      evidence: [],
      labels: {},
      facts: {},
      record: {},
      ...parts,
    },
    { source: 'edge', vendor: 'V', product: 'P', receivedAt: '2026-11-21T03:07:12.000Z' },
  );

const MEGABYTE = 1024 * 1024;
const vast: readonly (readonly [string, Alert])[] = [
  [
    'a megabyte in every field',
    detection({
      title: '<!channel> '.repeat(MEGABYTE / 11),
      description: '&<>"`*|\\ '.repeat(MEGABYTE / 9),
      type: 'x'.repeat(MEGABYTE),
      actor: { user: '😀'.repeat(MEGABYTE / 4) },
      target: { kind: 'host', host: '\u202e'.repeat(MEGABYTE / 3) },
      evidence: [{ kind: 'raw', content: '\u0000'.repeat(MEGABYTE) }],
    }),
  ],
  [
    'ten thousand keys',
    detection({ facts: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`<key|${i}>`, `=${i}`])) }),
  ],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be in a header or a URL
const broken = /[\u0000-\u001f\u007f]/;

function envelopeProblems({ url, headers, body = '' }: OutboundRequest): string[] {
  const pairs = Object.entries(headers).filter(([name, value]) => broken.test(name) || broken.test(value));
  return [
    ...pairs.map(([name]) => `the header ${name}`),
    ...(broken.test(url) || !URL.canParse(url) ? ['the URL'] : []),
    ...(body.isWellFormed() ? [] : ['half a character']),
  ];
}

describe.each(await underTest('destinations'))('%s', (type, destination) => {
  const connected = variantsOf(type).map(({ name, settings }): [string, Connected] => [
    name,
    destination.connect(settings),
  ]);

  it.each([...attacks, ...vast])('leaves inert: %s', async (_, alert) => {
    const problems = await problemsOf(type);
    for (const [name, { render, batch }] of connected) {
      const attempt = attemptFor(alert);
      const requests = [render(alert, attempt), ...(batch === undefined ? [] : [batch.render([{ alert, attempt }])])];
      const found = requests.flatMap((request) => [
        ...problems(request),
        ...envelopeProblems(request),
        ...limitProblems(destination, request),
      ]);
      expect(found, name).toEqual([]);
    }
  });
});

// No format is loaded for one destination alone, save those that it uses.
const formats: Readonly<Record<string, Format>> = isAlone
  ? {}
  : (await import('../../lambdas/destinations/_kit/formats/formats.ts')).formats;

describe.each(Object.entries(formats))('format %s', (_, format) => {
  it.each([...attacks, ...vast])('keeps one value one value: %s', (__, alert) => {
    const { body, contentType } = format(alert, attemptFor(alert));
    expect(body.isWellFormed()).toBe(true);
    if (contentType.includes('json')) expect(() => JSON.parse(body)).not.toThrow();
    else expect(body.trimEnd()).not.toMatch(/[\r\n]/);
  });
});
