import type { Alert } from '../../../lambdas/domain/alert.ts';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import type { Received } from '../../../lambdas/sources/_kit/define-source.ts';
import { bare } from '../../../lambdas/sources/_kit/envelope.ts';
import { genericDetection } from '../../../lambdas/sources/_kit/formats/generic/generic.ts';
import type { Mapping } from '../../../lambdas/sources/_kit/mapping/map-schema.ts';
import { readMapped } from '../../../lambdas/sources/_kit/mapping/mapped.ts';
import { finish } from '../../../lambdas/sources/_kit/normalize.ts';

/** What a mapping made of a payload, or of one record of it. */
export interface MappingResult {
  readonly alerts: readonly Alert[];
  readonly failed: Readonly<Record<string, string>>;
  readonly unused: Readonly<Record<string, string>>;
}

/** Runs mappings, as the source of this name would. */
export interface MappingSource {
  readonly source: string;
  readonly receivedAt: string;
}

const receivedBy = ({ receivedAt }: MappingSource): Received => ({ headers: {}, receivedAt, repaired: false });

const finished = (detection: Detection, { source, receivedAt }: MappingSource): Alert =>
  finish(detection, { source, vendor: 'Unknown', product: 'Webhook', receivedAt });

/** A payload by a mapping. */
export async function runMapping(map: Mapping, payload: unknown, source: MappingSource): Promise<MappingResult> {
  const { reading, failed, unused } = await readMapped(map, payload, receivedBy(source));
  const detections = 'detections' in reading ? (reading.detections ?? []) : [];
  return { alerts: detections.map((each) => finished(each, source)), failed, unused };
}

/** One record by a mapping; nothing when it makes no alert of it. */
export async function runOnRecord(
  { each: _, ...map }: Mapping,
  record: unknown,
  source: MappingSource,
): Promise<Alert | undefined> {
  const { alerts } = await runMapping(map, record, source);
  return alerts[0];
}

/** One record without a mapping. */
export const unmapped = (record: unknown, source: MappingSource): Alert =>
  finished(genericDetection(record, bare, receivedBy(source)), source);
