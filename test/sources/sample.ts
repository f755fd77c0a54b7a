import type { Alert } from '../../lambdas/domain/alert.ts';
import { parsePayload } from '../../lambdas/sources/_kit/body/payload.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { alertsOf } from './read.ts';

/** The alerts of a case in `test/fixtures/sources/<type>.json`, read anew. */
export function sampleAlerts(type: string, source: Source, name: string): readonly Alert[] {
  const one = sourceCases(type).find((each) => each.name === name);
  if (one === undefined) throw new Error(`no case "${name}" in test/fixtures/sources/${type}.json`);
  const payload = parsePayload(bytesOf(one), 'application/json');
  if (payload.kind !== 'json') throw new Error(`the case "${name}" of ${type} is no JSON`);
  return alertsOf(source, payload.value, { repaired: payload.repaired });
}
