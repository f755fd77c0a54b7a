import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { clock } from './run-clock.ts';

it('deliveries go on when the clock is set', (context) => expectToHold(context, clock, { alerts: 5 }));
