import { type Alert, severities } from './alert.ts';

/**
 * How severe an alert is among those of its problem. One that was not blocked ranks above one that was. A resolved one
 * ranks lowest, so that any alert after it notifies again.
 */
export const rankOf = ({ severity, action, state }: Pick<Alert, 'severity' | 'action' | 'state'>): number =>
  state === 'resolved' ? -1 : severities.indexOf(severity) * 2 + (action === 'blocked' ? 0 : 1);
