import type { Alert } from './alert.ts';
import { systemAlert } from './system-alert.ts';

/** What a test of a destination shows: an alert of Tocsin's own that says so in every line that is read first. */
export const testAlert = (destination: string, id: string, now: string): Alert =>
  systemAlert({
    identity: ['test', destination, id],
    product: 'Delivery',
    type: 'test',
    title: `Test message from Tocsin to ${destination}: nothing happened`,
    description:
      'Somebody asked Tocsin to show that this destination works. It does, if you can read this. There is nothing to do.',
    severity: 'info',
    target: { kind: 'destination' },
    labels: { destination },
    now,
  });
