import type { Detection } from '../../domain/detection.ts';
import type { Later } from '../../domain/values/deferred.ts';
import type { Fields } from '../../domain/values/json-fields.ts';
import type { Reading, Received } from './define-source.ts';
import { dig } from './field-reader.ts';
import { readRecords } from './records.ts';

/** What one service of AWS puts on the event bus. */
interface AwsSender {
  /** As people call it: `no Amazon Macie alert in it`. */
  readonly name: string;
  isRecord(fields: Fields): boolean;
  /** Why an event with this `detail-type` and `detail` is no alert. */
  ignored?(event: string, fields: Fields): string | undefined;
  /** `around` is the event, without its `detail`. */
  read(fields: Fields, around: Fields, received: Received): Detection;
}

/**
 * Findings of a service in EventBridge events (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html),
 * alone, or under `findings` as its API lists them.
 */
export const readAwsEvents = (payload: unknown, received: Received, sender: AwsSender): Later<Reading> =>
  readRecords(payload, received, {
    name: sender.name,
    lists: ['detail', 'findings', 'events', 'records'],
    isRecord: sender.isRecord,
    ignored: (fields) => {
      const event = dig(fields).text('detail-type');
      return event === undefined ? undefined : sender.ignored?.(event, fields);
    },
    read: (fields, around) => [sender.read(fields, around, received)],
  });
