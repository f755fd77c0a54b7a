import type { Fields } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

// An alert of the Alerts API, an event of the event stream (`event`), or what a Fusion workflow sends (`data`, `meta`).
const holders = ['event', 'data', 'data.detections', 'data.devices', 'data.device', 'behaviors.0'] as const;

/** Finds a field by its name at the top, then in each holder that the record has; the first name first. */
export function readerOf(record: Fields): Dig {
  const top = dig(record);
  const here = holders.filter((holder) => top.value(holder) !== undefined).map((holder) => `${holder}.`);
  if (here.length === 0) return top;
  const everywhere = (names: readonly string[]) =>
    names.flatMap((name) => [name, ...here.map((holder) => holder + name)]);
  return {
    taken: top.taken,
    value: (...names) => top.value(...everywhere(names)),
    list: (...names) => top.list(...everywhere(names)),
    text: (...names) => top.text(...everywhere(names)),
    take: (...names) => top.take(...everywhere(names)),
  };
}

/** The ids of what Falcon tracks: the same in every report about it. */
export const ids: readonly string[] = [
  'composite_id',
  'detection_id',
  'detect_id',
  'incident_id',
  'case_id',
  'indicator_id',
  'alert_id',
];
