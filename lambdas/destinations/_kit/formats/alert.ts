import { type Format, jsonOf } from './_kit/format.ts';

/** The alert itself, with its fields in the order in which they are documented. */
export const alertFormat: Format = (alert) => jsonOf(alert);
