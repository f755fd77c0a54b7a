import type { Alert } from '../domain/alert.ts';
import type { SystemRecipients } from '../domain/system-recipients.ts';
import { type EmitPorts, emit } from './emit-to.ts';

/** The ports that emitting a system alert needs. */
export interface SystemAlertPorts extends EmitPorts {
  readonly systemRecipients: SystemRecipients;
}

/** What the recipients of a system alert depend on beside the alert. */
export interface Concerning {
  /** The destination that the alert is about. */
  readonly concerned?: string;
}

/**
 * Sends an alert of Tocsin about itself to those who get system alerts. Of one id the first recorded alert is kept and
 * returned.
 */
export const emitSystemAlert = async (
  alert: Alert,
  { concerned }: Concerning,
  ports: SystemAlertPorts,
): Promise<Alert> => emit(alert, await ports.systemRecipients(alert, concerned), ports);
