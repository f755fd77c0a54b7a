import { describe } from 'vitest';
import { describeCrashPoints } from './crash-points.ts';

// A port call is a few of these, and `crash-points` has all of those; `npm run faults` has all of these too.
const every = Number(process.env['FAULT_EVERY'] ?? 12);

describe('at the requests to the table, the queues and the bucket', () =>
  describeCrashPoints('requests', { dynamodb: every }));
