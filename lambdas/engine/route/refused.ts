import type { Alert } from '../../domain/alert.ts';
import { systemAlert } from '../../domain/system-alert.ts';
import { errorName } from '../../domain/values/error-text.ts';
import { carriable } from '../../domain/values/sqs-safe.ts';
import { emitAside } from './emit-aside.ts';
import type { Ports } from './ports.ts';

/** A text that every store and queue takes. */
export const plain = (text: string): string => carriable(text.toWellFormed());

/** Tocsin's own alert that an alert of this source was refused; once for each kind of failure and hour. */
const refusedAlert = (source: string, error: unknown, now: string): Alert =>
  systemAlert({
    identity: ['content_refused', source, errorName(error), now.slice(0, 13)],
    problem: ['content_refused', source],
    product: 'Route',
    type: 'content_refused',
    title: `An alert of ${source} could not be stored or sent and was delivered as unreadable`,
    description:
      `The store or the queue refused it for what it holds (${errorName(error)}). A parse-failure alert was delivered in ` +
      'its place, and other alerts are not affected. Look at that alert and report its text as a defect of Tocsin; ' +
      'with a version that can store it, replay the webhook.',
    severity: 'medium',
    target: { kind: 'source' },
    now,
  });

/** Reports with a system alert that an alert of a source was refused. */
export async function reportRefused(source: string, error: unknown, ports: Ports): Promise<void> {
  await emitAside(refusedAlert(source, error, new Date(ports.now()).toISOString()), ports);
}
