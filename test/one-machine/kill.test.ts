import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { kill } from './run-kill.ts';

it('nothing is lost and no ticket doubled when it is killed under load', (context) =>
  expectToHold(context, kill, { kills: 3, 'within-seconds': 60 }));
