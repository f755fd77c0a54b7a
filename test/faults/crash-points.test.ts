import { describe } from 'vitest';
import { describeCrashPoints } from './crash-points.ts';

// On one machine every commit is a point of `crash-requests`, and most calls are one commit; `npm run faults` has all of these.
const every = (n: number): number => Number(process.env['FAULT_EVERY'] ?? n);

describe('at every call of a port', () => describeCrashPoints('ports', { sqlite: every(4), dynamodb: every(4) }));
