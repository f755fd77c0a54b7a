import type { Alert } from '../../domain/alert.ts';
import type { BatchMessage, DeliveryMessage } from '../../domain/delivery.ts';
import { unreadable } from '../../sources/_kit/unreadable.ts';
import { RefusedMessages } from '../ports/queue.ts';
import type { Ports } from './ports.ts';
import { toReadAnyway } from './read-alert.ts';
import { plain, reportRefused } from './refused.ts';

type Message = DeliveryMessage | BatchMessage;

/** The same alert as unreadable: what names it, its problem and its urgency stay. */
function withoutContent(alert: Alert, reason: string): Alert {
  const { id, fingerprint, severity, state } = alert;
  const detection = unreadable(`it could not be sent (${reason})`, `the record of the alert ${plain(id)}`);
  return { ...toReadAnyway(detection, alert).alert, id, fingerprint, severity, state };
}

function messageWithoutContent(message: Message, reason: string): Message {
  if ('items' in message)
    return { ...message, items: message.items.map(({ alert }) => ({ alert: withoutContent(alert, reason) })) };
  const { raw: _, evidence: __, ...rest } = message;
  return { ...rest, alert: withoutContent(rest.alert, reason) };
}

const sourcesOf = (messages: readonly Message[]): string[] => [
  ...new Set(
    messages.flatMap((message) =>
      'items' in message ? message.items.map(({ alert }) => alert.source) : message.alert.source,
    ),
  ),
];

/**
 * Sends the messages of deliveries. Those that the queue refuses for what they hold are sent with the alert as
 * unreadable, which is reported with a system alert. Throws when the queue fails.
 */
export async function sendAnyway(messages: readonly Message[], ports: Ports): Promise<void> {
  try {
    await ports.deliveryQueue.send(messages);
  } catch (error) {
    if (!(error instanceof RefusedMessages)) throw error;
    const refused = messages.filter((message) => error.messages.includes(message));
    const sources = sourcesOf(refused);
    ports.log('alert.refused', { sources, error: error.reason });
    await ports.deliveryQueue.send(refused.map((message) => messageWithoutContent(message, error.reason)));
    for (const source of sources) await reportRefused(source, error, ports);
  }
}
