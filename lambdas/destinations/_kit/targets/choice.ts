import * as z from 'zod/mini';
import type { Alert } from '../../../domain/alert.ts';
import { type Fields, isFields, textOf } from '../../../domain/values/json-fields.ts';
import { fillText } from './template.ts';

/**
 * A setting that an alert chooses among values that the operator named:
 * `channel: { from: "{{ labels.team }}", map: { payments: C01 }, default: C00 }`. Text of an alert is only compared with
 * what is named here, and never becomes a value.
 */
export const ChoiceSetting = z.strictObject({
  from: z
    .string()
    .check(
      z.describe('What is compared: a text with JSONata expressions over the alert, such as "{{ labels.team }}".'),
    ),
  map: z.optional(z.record(z.string(), z.unknown()).check(z.describe('The value for each result of from.'))),
  allow: z.optional(
    z.array(z.unknown()).check(z.describe('The values that from may give as they are; in place of map.')),
  ),
  default: z.optional(z.unknown()).check(z.describe('The value for every other result, and where there is none.')),
});

/** A choice as it is applied. `null` leaves the setting out. */
export interface Choice {
  readonly from: string;
  readonly options: ReadonlyMap<string, unknown>;
  readonly otherwise: unknown;
}

/** Whether what is written for a setting is a choice: no setting that an alert may choose is a map by itself. */
export const isChoice = (value: unknown): value is Fields => isFields(value);

/** Where the setting is a list, one value may be written without its brackets. */
const likeDefault = (value: unknown, otherwise: unknown): unknown =>
  Array.isArray(otherwise) && !Array.isArray(value) ? [value] : value;

/** The options of a choice by what `from` has to give for them. */
export function optionsOf({ map, allow, default: otherwise }: Fields): ReadonlyMap<string, unknown> {
  const allowed = (Array.isArray(allow) ? allow : []).map((value): [string, unknown] => [textOf(value) ?? '', value]);
  const mapped = Object.entries(isFields(map) ? map : {});
  return new Map([...allowed, ...mapped].map(([key, value]) => [key.trim(), likeDefault(value, otherwise)]));
}

export const choiceOf = (written: Fields): Choice => ({
  from: textOf(written['from']) ?? '',
  options: optionsOf(written),
  otherwise: written['default'],
});

/** The option that an alert chooses: the first of the results that is named; nothing when none is. */
export async function chosenBy(alert: Alert, { from, options }: Choice): Promise<string | undefined> {
  const results = await fillText(from, alert);
  return results.find((text) => options.has(text));
}
