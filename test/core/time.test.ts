import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toTime } from '../../lambdas/core/time.ts';

test.each([
  [1747162308, '2025-05-13T18:51:48.000Z'],
  ['1747162308', '2025-05-13T18:51:48.000Z'],
  [1747162308123, '2025-05-13T18:51:48.123Z'],
  [1747162308123456, '2025-05-13T18:51:48.123Z'],
  ['1747162308123456789', '2025-05-13T18:51:48.123Z'],
  [1747162308.5, '2025-05-13T18:51:48.500Z'],
  ['2026-08-31T15:26:50.829165Z', '2026-08-31T15:26:50.829Z'],
  ['2026-08-31T15:26:50.829165123+02:00', '2026-08-31T13:26:50.829Z'],
  ['2026-08-31 15:26:50', '2026-08-31T15:26:50.000Z'],
  ['2026-08-31T15:26:50+0000', '2026-08-31T15:26:50.000Z'],
  ['2026-08-31 15:26:50 UTC', '2026-08-31T15:26:50.000Z'],
  ['Mon, 31 Aug 2026 15:26:50 GMT', '2026-08-31T15:26:50.000Z'],
  ['Mon Aug 31 15:26:50 UTC 2026', '2026-08-31T15:26:50.000Z'],
])('%j is %s', (value, expected) => {
  expect(toTime(value)).toBe(expected);
});

test.each([0, '', 'soon', 'version 5', 'policy 2026', null, undefined, true, {}, [], Number.NaN, 1e300])(
  '%j is no time',
  (value) => {
    expect(toTime(value)).toBeUndefined();
  },
);

test('whatever comes, it is RFC 3339 with milliseconds or nothing', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(toTime(value) ?? '2026-01-01T00:00:00.000Z').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }),
  );
});
