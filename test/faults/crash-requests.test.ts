import { describe } from 'vitest';
import { describeCrashPoints } from './crash-points.ts';

describe('at every request to the table, the queues and the bucket', () => describeCrashPoints('requests'));
