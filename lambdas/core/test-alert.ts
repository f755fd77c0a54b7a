import type { Alert } from './alert.ts';
import { hashOf } from './fingerprint.ts';

/** What a test of a destination shows: an alert of Tocsin's own that says so in every line that is read first. */
export function testAlert(destination: string, id: string, now: string): Alert {
  const identity = hashOf(['test', destination, id]);
  return {
    id: `tocsin:${identity}`,
    fingerprint: identity,
    source: 'tocsin',
    vendor: 'Tocsin',
    product: 'Delivery',
    kind: 'system',
    type: 'test',
    title: `Test message from Tocsin to ${destination}: nothing happened`,
    description:
      'Somebody asked Tocsin to show that this destination works. It does, if you can read this. There is nothing to do.',
    severity: 'info',
    severitySource: 'derived',
    state: 'open',
    action: 'unknown',
    occurredAt: now,
    receivedAt: now,
    actor: {},
    target: { kind: 'destination', resource: destination },
    attack: [],
    evidence: [],
    labels: {},
    facts: {},
  };
}
