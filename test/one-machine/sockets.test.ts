import { it } from 'vitest';
import { expectToHold } from './holds.ts';
import { sockets } from './run-sockets.ts';

it('nothing but the edge listens, and strangers do nothing', (context) =>
  expectToHold(context, sockets, { alerts: 10 }));
