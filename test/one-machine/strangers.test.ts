import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { strangers } from './run-strangers.ts';

it('strangers do not fill the memory', (context) => expectToHold(context, strangers, { alerts: 30 }));
