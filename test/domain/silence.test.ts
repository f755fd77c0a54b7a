import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isActive, isOver, type Silence, silencedBy, toSilence } from '../../lambdas/domain/silence.ts';
import type { SilenceRequest } from '../../lambdas/domain/silence-request.ts';
import { alertOf } from '../engine/route/alerts.ts';

const NOW = '2026-11-21T20:00:00.000Z';
const intervals = { nights: [{ times: [{ from: 0, to: 360 }], location: 'UTC' }] };
const make = (parts: Partial<SilenceRequest>) =>
  toSilence({ author: 'Anna', reason: 'maintenance', ...parts }, 's1', NOW, intervals);

function made(parts: Partial<SilenceRequest>): Silence {
  const silence = make({ match: { source: 'edge' }, ...parts });
  if ('wrong' in silence) throw new Error(silence.wrong);
  return silence;
}

describe('a silence', () => {
  it('lasts until a time, or for a duration from its begin', () => {
    expect(made({ until: '2026-11-21T21:00:00Z' }).until).toBe('2026-11-21T21:00:00.000Z');
    expect(made({ duration: '2h' })).toMatchObject({ from: NOW, until: '2026-11-21T22:00:00.000Z' });
    expect(made({ from: '2026-11-22T00:00:00Z', duration: '90m' }).until).toBe('2026-11-22T01:30:00.000Z');
  });

  it.each<[Partial<SilenceRequest>, boolean]>([
    [{ matchers: 'severity="high"' }, true],
    [{ matchers: ['severity=~"high|critical"', 'source="edge"'] }, true],
    [{ matchers: ['severity=~"high|critical"', 'source!="edge"'] }, false],
    [{ match: { source: 'edge' }, matchers: 'severity="low"' }, false],
    [{ match: { source: 'e*' }, matchers: 'severity!="low"' }, true],
  ])('takes matchers as a route does: %j', (parts, expected) => {
    const silence = make({ duration: '1h', ...parts });
    if ('wrong' in silence) throw new Error(silence.wrong);
    const alert = alertOf({ source: 'edge', severity: 'high' });
    expect(silencedBy(alert, [silence], NOW)?.id).toBe(expected ? 's1' : undefined);
  });

  it.each<[Partial<SilenceRequest>, RegExp]>([
    [{ duration: '2h' }, /^match: found nothing, which would silence everything; name at least one field/],
    [{ match: {}, matchers: [], duration: '2h' }, /^match: found nothing/],
    [
      { match: { sorce: 'x' }, duration: '2h' },
      /^match.sorce: "sorce" is no field to match on: did you mean "source"\?/,
    ],
    [{ matchers: 'severity=high=', duration: '2h' }, /^matchers\.0: /],
    [{ matchers: 'severity="hgh"', duration: '2h' }, /^matchers\.0: "hgh" is no severity; allowed: /],
    [{ match: { source: 'edge' } }, /^until: expected either until, .*or duration, such as "2h"/],
    [{ match: { source: 'edge' }, duration: '2h', until: NOW }, /^until: expected either/],
    [{ match: { source: 'edge' }, duration: 'soon' }, /^duration: found "soon"; allowed: a time such as "30m"/],
    [{ match: { source: 'edge' }, duration: 'off' }, /^duration: found "off"/],
    [{ match: { source: 'edge' }, until: 'tomorrow' }, /^until: found "tomorrow"; allowed: an RFC 3339 time/],
    [{ match: { source: 'edge' }, until: '2026-11-21T19:59:59Z' }, /^until: found .* which is over/],
    [{ match: { source: 'edge' }, from: 'x', duration: '2h' }, /^from: found "x"; allowed: an RFC 3339 time/],
  ])('that is wrong says so: %j', (parts, expected) => {
    expect(make(parts)).toMatchObject({ wrong: expect.stringMatching(expected) });
  });
});

describe('a silence that comes back', () => {
  const at = (silence: Silence, time: string) => isActive(silence, new Date(time).toISOString());

  it('holds every week by the clock of its zone, over midnight, until its end', () => {
    const repeats = { every: 'week', at: 'sunday 23:00', for: '2h', location: 'Europe/Berlin' } as const;
    const silence = made({ repeats, until: '2027-11-21T00:00:00Z' });
    expect(['21:59', '22:00', '23:59'].map((time) => at(silence, `2026-11-22T${time}Z`))).toEqual([false, true, true]);
    expect(['00:00', '22:30'].map((time) => at(silence, `2026-11-23T${time}Z`))).toEqual([false, false]);
    expect(at(silence, '2027-07-04T21:30Z'), 'in summer').toBe(true);
    expect([isOver(silence, '2027-11-20T00:00:00.000Z'), isOver(silence, '2027-11-21T00:00:00.000Z')]).toEqual([
      false,
      true,
    ]);
  });

  it('holds within intervals of the configuration', () => {
    const silence = made({ repeats: { times: ['nights'] }, duration: '30d' });
    expect(['05:59', '06:00'].map((time) => at(silence, `2026-11-25T${time}Z`))).toEqual([true, false]);
  });

  it('holds for as many minutes of a week as it says, whenever it begins', async () => {
    const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
    const two = (n: number) => String(n).padStart(2, '0');
    const property = fc.property(
      fc.nat(6),
      fc.nat(23),
      fc.nat(59),
      fc.integer({ min: 1, max: 10_080 }),
      (day, hour, minute, length) => {
        const begin = `${names[day]} ${two(hour)}:${two(minute)}`;
        const silence = made({ repeats: { every: 'week', at: begin, for: `${length}m` }, duration: '60d' });
        const startMs = Date.UTC(2026, 10, 29) + ((day * 24 + hour) * 60 + minute) * 60_000;
        const isOn = (offset: number) => isActive(silence, new Date(startMs + offset * 60_000).toISOString());
        expect([isOn(0), isOn(length - 1)]).toEqual([true, true]);
        if (length < 10_080) expect([isOn(-1), isOn(length)]).toEqual([false, false]);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it.each<[SilenceRequest['repeats'], RegExp]>([
    [{}, /^repeats: expected times .*or every, at and for/],
    [{ times: ['nights'], every: 'day' }, /^repeats: expected times/],
    [{ times: ['night'] }, /^repeats.times: found "night"; allowed: nights/],
    [
      { every: 'week', at: '02:00', for: '2h' },
      /^repeats.at: found "02:00"; expected when it begins each week, such as "sunday 02:00"/,
    ],
    [{ every: 'week', at: 'someday 02:00', for: '2h' }, /^repeats.at: found "someday 02:00"/],
    [{ every: 'day', at: 'sunday 02:00', for: '2h' }, /^repeats.at: .*each day, such as "02:00"/],
    [{ every: 'day', at: '25:00', for: '2h' }, /^repeats.at: found "25:00"/],
    [{ every: 'day', at: '02:00' }, /^repeats.for: found nothing; expected 1m to 1 day/],
    [{ every: 'day', at: '02:00', for: '25h' }, /^repeats.for: found "25h"/],
    [
      { every: 'day', at: '02:00', for: '2h', location: 'Berlin' },
      /^repeats.location: found "Berlin"; expected a time zone/,
    ],
  ])('and is wrong says so: %j', (repeats, expected) => {
    expect(
      make({ match: { source: 'edge' }, duration: '30d', ...(repeats === undefined ? {} : { repeats }) }),
    ).toMatchObject({
      wrong: expect.stringMatching(expected),
    });
  });
});
