import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { isReady, targetsOf } from '../../infra/preview/targets.ts';
import { limitMistake, limitsOf } from '../../lambdas/domain/delivery-limits.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';
import { alertOf } from '../engine/route/alerts.ts';

describe('the time limits of a destination', () => {
  it.each([
    [{}, 30_000, 86_400_000],
    [{ timeout: '1s', giveUpAfter: '1h' }, 1_000, 3_600_000],
    [{ timeout: '60s', giveUpAfter: '14d' }, 60_000, 14 * 86_400_000],
    [{ timeout: '1m', giveUpAfter: '72h' }, 60_000, 259_200_000],
    [{ giveUpAfter: '3d' }, 30_000, 259_200_000],
  ])('%j', (settings, timeoutMs, giveUpAfterMs) => {
    expect(limitsOf(settings)).toEqual({ timeoutMs, giveUpAfterMs });
  });

  it.each([
    ['timeout', '0s'],
    ['timeout', '61s'],
    ['timeout', 'off'],
    ['timeout', 30],
    ['timeout', null],
    ['giveUpAfter', '59m'],
    ['giveUpAfter', '15d'],
    ['giveUpAfter', 'never'],
    ['giveUpAfter', ['1d']],
  ] as const)('%s: %j is a mistake, and is not used', (name, value) => {
    expect(limitMistake(name, value)).toMatch(/^found .*; allowed: a time from \w+ to \w+, such as "\w+"$/);
    expect(limitsOf({ [name]: value })).toEqual(limitsOf({}));
  });

  it('are known where the destination is connected, beside its evidence', async () => {
    const config = configOf(
      [
        'version: 1',
        'sources: { akto: { type: akto, auth: none } }',
        'destinations:',
        `  slow: { type: webhook, url: "\${URL}", timeout: 60s, giveUpAfter: 72h, evidence: none }`,
        `  usual: { type: webhook, url: "\${URL}" }`,
        'routes: [{ to: [slow, usual] }]',
      ].join('\n'),
      'tocsin.yaml',
      false,
    );
    const ready = await Promise.all(targetsOf(config).map((each) => each.at(alertOf({}))));
    expect(ready.filter((target) => !isReady(target))).toEqual([]);
    const destination = createDestinations(config, async () => ({ URL: 'https://receiver.example.test/in' }));
    expect(await destination('slow')).toMatchObject({ timeoutMs: 60_000, giveUpAfterMs: 72 * 3_600_000 });
    expect(await destination('usual')).toMatchObject({ timeoutMs: 30_000, giveUpAfterMs: 86_400_000 });
  });
});
