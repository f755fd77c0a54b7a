import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted, SHORTENED } from '../../../../lambdas/destinations/_kit/siem/shrink-to-fit.ts';
import { alertNamed, arbitraryAlert } from '../../../conformance/alerts.ts';

it('leaves alone what fits', () => {
  const alert = alertNamed('full');
  expect(fitted(alert, 100_000, JSON.stringify)).toBe(JSON.stringify(alert));
});

it('makes any alert fit into a few kilobytes, ids kept and the shortening said', () => {
  fc.assert(
    fc.property(arbitraryAlert, (alert) => {
      const text = fitted(alert, 32_000, JSON.stringify);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(32_000);
      const short = JSON.parse(text);
      if (text !== JSON.stringify(alert)) expect(short.facts).toHaveProperty([SHORTENED]);
      if (alert.id.length <= 300) expect(short.id).toBe(JSON.parse(JSON.stringify(alert.id)));
      expect([short.kind, short.severity, short.state, short.action]).toEqual([
        alert.kind,
        alert.severity,
        alert.state,
        alert.action,
      ]);
    }),
    { numRuns: 200 },
  );
});
