import { expect, it, vi } from 'vitest';
import { atLeast } from '../../lambdas/functions/log-level.ts';

it.each([
  [undefined, ['info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
])('with level %s these lines are written: %j', (level, written) => {
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const leveled = atLeast(level, logger);
  leveled.info('delivery.attempted', { id: 1 });
  leveled.warn('alert.unrouted', { id: 2 });
  leveled.error('api.failed', { id: 3 });
  expect(Object.entries(logger).flatMap(([name, { mock }]) => (mock.calls.length > 0 ? [name] : []))).toEqual(written);
  expect(logger.error).toHaveBeenCalledWith('api.failed', { id: 3 });
});
