import * as z from 'zod/mini';
import type { Format } from './_kit/format.ts';
import { alertFormat } from './alert.ts';
import { cef } from './cef.ts';
import { cloudevents } from './cloudevents.ts';
import { ecs } from './ecs/index.ts';
import { ocsf } from './ocsf/index.ts';
import { raw } from './raw.ts';

/** Every format a destination may be told to send, by the name that `tocsin.yaml` gives it. */
export const formats = { alert: alertFormat, ocsf, ecs, cef, raw, cloudevents } as const satisfies Record<
  string,
  Format
>;

/** The names of all formats. */
export const FormatName = z.enum(['alert', 'ocsf', 'ecs', 'cef', 'raw', 'cloudevents']);

/** What an event store takes: it has an envelope of its own, so a CloudEvent would be one too many. */
export const RecordFormatName = z.enum(['alert', 'ocsf', 'ecs', 'cef', 'raw']);
