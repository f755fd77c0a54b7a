import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { torn } from './run-kill.ts';

it('the same when the last write is torn', (context) =>
  expectToHold(context, torn, { kills: 2, 'within-seconds': 60 }));
