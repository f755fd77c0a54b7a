import type { Detection } from '../../../../domain/detection.ts';
import { inTurns } from '../../../../domain/values/cooperative-yield.ts';
import type { Later } from '../../../../domain/values/deferred.ts';
import { type Fields, isFields } from '../../../../domain/values/json-fields.ts';
import type { Reading, Received } from '../../define-source.ts';
import { readRecords, type Sender } from '../../records.ts';
import { itemsIn, objectsIn } from './entities.ts';
import { incident, isIncident } from './incident.ts';
import { isNotification, notification } from './notification.ts';
import { isSecurityAlert, securityAlert } from './security-alert.ts';

/** An incident of Graph or of the Defender API with its alerts told in full. */
function isExpanded(fields: Fields): boolean {
  const alerts = objectsIn(fields['alerts']);
  return !isFields(fields['object']) && alerts.length > 0 && alerts.every((alert) => isSecurityAlert(alert));
}

function detectionsOf(fields: Fields, around: Fields, received: Received): Later<readonly Detection[]> {
  if (isNotification(fields)) return [notification(fields, received)];
  if (!isIncident(fields)) return [securityAlert(fields, around, received)];
  if (!isExpanded(fields)) return [incident(fields, around, received)];
  const { alerts, ...rest } = fields;
  const others = itemsIn(alerts).filter((item) => !isFields(item));
  const beside = { ...around, ...rest, ...(others.length === 0 ? {} : { alerts: others }) };
  return inTurns(objectsIn(alerts), (alert) => securityAlert(alert, beside, received), received.pause);
}

/** Graph puts the resource into the notification when the subscription asks for it. */
const opened = (fields: Fields): Fields => {
  const data = fields['resourceData'];
  return isNotification(fields) && isFields(data) && isSecurityAlert(data) ? data : fields;
};

/**
 * Reads what Microsoft Sentinel and Microsoft Defender send, by whatever way: incidents and alerts of a playbook's trigger,
 * of Graph and of the Defender APIs, alone, in a list or under `value`, and change notifications of Graph.
 */
export const readMicrosoft = (name: string, payload: unknown, received: Received): Later<Reading> => {
  const sender: Sender = {
    name,
    lists: ['value', 'alerts', 'incidents', 'data', 'body', 'alert', 'incident', 'records'],
    isRecord: (fields) => isNotification(fields) || isIncident(fields) || isSecurityAlert(fields),
    read: (fields, around) => detectionsOf(opened(fields), around, received),
  };
  return readRecords(payload, received, sender);
};
