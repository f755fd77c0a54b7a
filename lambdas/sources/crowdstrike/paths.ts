import type { Fields } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

/** What a workflow's own body says under the names of its variables: `Trigger.Detection.EPP.Sensor.Hostname`. */
const triggers = ['Trigger.Detection', 'Trigger.Category.Investigatable'] as const;
const products = ['', '.EPP', '.IDP', '.Product.EPP', '.Product.IDP'] as const;
const details = ['', '.Sensor', '.Process', '.Behavior'] as const;

const variables = triggers.flatMap((trigger) =>
  products.flatMap((product) => details.map((name) => trigger + product + name)),
);

const inWorkflow = ['Trigger', ...variables].flatMap((name) => [name, `data.${name}`]);

// An alert of the Alerts API, an event of the event stream (`event`), or what a Fusion workflow sends (`data`, `meta`).
const holders = [
  ...['event', 'data', 'data.detections', 'data.devices', 'data.device', 'behaviors.0'],
  ...['detections', 'detection', 'devices'],
];

/** Where a severity of 1 to 5 stands: in events of the stream, and in what a workflow sends. */
export const steps: readonly string[] = [...holders.filter((name) => name !== 'behaviors.0'), ...inWorkflow];

const holdersOf = (top: Dig): readonly string[] =>
  top.value('Trigger', 'data.Trigger') === undefined ? holders : [...holders, ...inWorkflow];

/** Finds a field by its name at the top, then in each holder that the record has; the first name first. */
export function readerOf(record: Fields): Dig {
  const top = dig(record);
  const here = holdersOf(top)
    .filter((holder) => top.value(holder) !== undefined)
    .map((holder) => `${holder}.`);
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
  'investigatable_id',
];
