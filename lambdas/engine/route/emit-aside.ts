import type { Alert } from '../../domain/alert.ts';
import { errorText } from '../../domain/values/error-text.ts';
import type { Ports } from './ports.ts';

/**
 * Emits a system alert about a webhook. A failure is logged and does not fail the
 * webhook, whose own alerts matter more.
 */
export async function emitAside(alert: Alert, ports: Ports): Promise<void> {
  try {
    await ports.emitSystemAlert(alert);
  } catch (error) {
    ports.log('system_alert.emit_failed', { alertId: alert.id, type: alert.type, error: errorText(error) });
  }
}
