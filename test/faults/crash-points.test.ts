import { describe } from 'vitest';
import { describeCrashPoints } from './crash-points.ts';

// On one machine every commit is a point of `crash-requests`, and most calls are one commit; `FAULT_EVERY=1` has all of these.
const every = Number(process.env['FAULT_EVERY'] ?? 2);

describe('at every call of a port', () => describeCrashPoints('ports', { sqlite: every }));
