import { describe } from 'vitest';
import { describeCrashPoints } from './crash-points.ts';

describe('at every call of a port', () => describeCrashPoints('ports'));
