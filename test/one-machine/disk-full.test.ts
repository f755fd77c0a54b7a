import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { diskFull } from './run-disk-full.ts';

it('a full disk refuses politely, and recovers', (context) =>
  expectToHold(context, diskFull, { refusals: 5, 'within-seconds': 30, megabytes: 64 }));
