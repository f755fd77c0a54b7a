/**
 * Every setting that an alert may choose, of every destination that has one: whatever an alert says, a request is one of
 * those that the operator's own values make.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';
import type { Unusable } from '../../lambdas/engine/deliver/ports.ts';
import { alertNamed, attemptFor } from './alerts.ts';
import { corpus } from './corpus.ts';
import { variantsOf } from './destination-cases.ts';
import { targetValues } from './target-values.ts';

const registry: Readonly<Record<string, Destination>> = destinations;
const full = alertNamed('full');
const withTeam = (team: string): Alert => ({ ...full, labels: { ...full.labels, team } });

const usable = (found: Connected | Unusable): Connected => {
  if (typeof found === 'string') throw new Error(`the destination cannot be used: ${found}`);
  return found;
};

const connectWith = (type: string, settings: object) =>
  createDestinations({ destinations: { it: { type, ...settings } } }, async () => ({}));

const requestOf = (connected: Connected, alert: Alert): string =>
  JSON.stringify(connected.render(alert, attemptFor(alert)));

const withValue = (settings: Readonly<Record<string, unknown>>, name: string, value: unknown) =>
  Object.fromEntries([
    ...Object.entries(settings).filter(([each]) => each !== name),
    ...(value === null ? [] : [[name, value]]),
  ]);

/** A way to configure the type in which the setting may be used. */
function settingsFor(type: string, name: string, value: unknown): Readonly<Record<string, unknown>> {
  const variants = variantsOf(type).map(({ settings }) => settings);
  const fits = (settings: object) => registry[type]?.settings.safeParse(settings).success === true;
  return variants.find((settings) => fits(withValue(settings, name, value))) ?? {};
}

const cases = Object.entries(targetValues).flatMap(([type, settings]) =>
  Object.entries(settings).map(([name, values]) => ({ type, name, values })),
);

it('a table of values for every setting that an alert may choose', () => {
  const declared = Object.entries(registry).flatMap(([type, { targets }]) =>
    Object.keys(targets).map((name) => `${type}.${name}`),
  );
  expect(cases.map(({ type, name }) => `${type}.${name}`).toSorted()).toEqual(declared.toSorted());
});

it.each(Object.entries(registry))(
  '%s: what may be chosen is a setting, and no request carries several alerts',
  (_, { targets, settingNames, maxItems }) => {
    expect(Object.keys(targets).filter((name) => !settingNames.includes(name))).toEqual([]);
    if (Object.keys(targets).length > 0) expect(maxItems).toBe(1);
  },
);

describe.each(cases)('$type $name by label', ({ type, name, values: [otherwise, first, second] }) => {
  const settings = settingsFor(type, name, first);
  const choice = { from: '{{ labels.team }}', map: { payments: first, core: second }, default: otherwise };
  const destination = connectWith(type, withValue(settings, name, choice));
  const chosen = async (alert: Alert): Promise<string> => {
    const target = await usable(await destination('it')).targetOf?.(alert);
    return requestOf(usable(await destination('it', target)), alert);
  };
  const plainly = async (value: unknown, alert: Alert): Promise<string> =>
    requestOf(usable(await connectWith(type, withValue(settings, name, value))('it')), alert);

  it('is the value that is written for it', async () => {
    for (const [team, value] of [
      ['payments', first],
      ['core', second],
      ['other', otherwise],
    ] as const)
      expect(await chosen(withTeam(team))).toBe(await plainly(value, withTeam(team)));
    expect(await chosen(withTeam('payments'))).not.toBe(await chosen(withTeam('core')));
  });

  it.each(Object.entries({ ...corpus, 'a value': String(first), 'a default': 'default' }))(
    '%s chooses the default',
    async (_name, text) => {
      expect(await chosen(withTeam(text))).toBe(await plainly(otherwise, withTeam(text)));
    },
  );

  it('keeps nothing of a credential or an address with the delivery', async () => {
    const target = await usable(await destination('it')).targetOf?.(withTeam('payments'));
    const isKeptByName = registry[type]?.targets[name] === 'name';
    expect(target).toEqual({ [name]: isKeptByName ? 'payments' : first });
  });

  it('is taken by the check', () => {
    const yaml = JSON.stringify({
      version: 1,
      sources: { akto: { type: 'akto', auth: 'none' } },
      destinations: { it: { type, ...withValue(settings, name, choice) } },
      routes: [{ to: ['it'] }],
    });
    expect(() => configOf(yaml, 'tocsin.yaml', true)).not.toThrow();
  });
});

it('any text at all chooses only what is named', async () => {
  const [otherwise, first] = ['C0ALL', 'C0PAY'];
  const choice = { from: '{{ labels.team }}{{ title }}', map: { payments: first }, default: otherwise };
  const destination = connectWith('slack', { token: 'xoxb-1', channel: choice });
  const { targetOf } = usable(await destination('it'));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (team, title) => {
      const target = await targetOf?.({ ...withTeam(team), title });
      const wanted = `${team.trim() === '' ? '' : team}${title}`;
      if (wanted.trim() !== 'payments') expect(target).toEqual({ channel: otherwise });
    }),
    { numRuns: 300 },
  );
});

describe('an expression that chooses', () => {
  const at = async (from: string, alert: Alert = withTeam('payments')) =>
    usable(
      await connectWith('slack', {
        token: 'xoxb-1',
        channel: {
          from,
          map: { payments: 'C0PAY', 'team-core': 'C0CORE', high: 'C0HIGH', true: 'C0YES' },
          default: 'C0ALL',
        },
      })('it'),
    ).targetOf?.(alert);

  it.each([
    ['a path', '{{ labels.team }}', 'C0PAY'],
    ['a text around it', 'team-{{ labels.team }}', 'C0ALL'],
    ['two of them', 'team-{{ $substring("xcore", 1) }}', 'C0CORE'],
    ['a list, of which the first that is named counts', '{{ ["x", "payments", "team-core"] }}', 'C0PAY'],
    ['true or false', '{{ severity = "high" or true }}', 'C0YES'],
    ['nothing', '{{ labels.nothing }}', 'C0ALL'],
    ['an error', '{{ $number("x") }}', 'C0ALL'],
    ['one that does not end', '{{ ($f := function($n) { $f($n + 1) }; $f(0)) }}', 'C0ALL'],
    ['a function', '{{ $uppercase }}', 'C0ALL'],
    ['an object', '{{ labels }}', 'C0ALL'],
  ])('%s', async (_, from, channel) => expect(await at(from)).toEqual({ channel }));

  it('knows the alert alone', async () => {
    process.env['TOCSIN_TEST_TEAM'] = 'payments';
    expect(await at('{{ $env.TOCSIN_TEST_TEAM }}{{ process.env.TOCSIN_TEST_TEAM }}')).toEqual({ channel: 'C0ALL' });
    delete process.env['TOCSIN_TEST_TEAM'];
  });
});
