import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { planes } from './run-planes.ts';

it('characters of every plane are delivered through every source type', (context) =>
  expectToHold(context, planes, { fixtures: 1, each: 0, fields: 0, 'within-seconds': 30 }));
