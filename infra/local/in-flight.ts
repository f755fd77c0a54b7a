import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Gives messages back to their queues that a process of ours held when it ended. On one machine nobody else can be
 * working on them, so there is no need to wait for their visibility timeouts. Deliveries that wait for their time
 * know it themselves (`dueMs` in their row). Knows the file of the SQS emulator, which offers no call for this.
 */
export function returnInFlight(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  try {
    database.exec(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE receipt_handle IS NOT NULL',
    );
  } finally {
    database.close();
  }
}
