import { rows } from '../_kit/draw.ts';
import { at, fieldsAt } from '../_kit/json.ts';

/** An event as the console lists it: its first result, then who and what. */
export function drawUdm(body: unknown): string {
  const event = fieldsAt(body, 'udm') ?? body;
  const result = at(event, 'securityResult', 0);
  const metadata = ['eventTimestamp', 'vendorName', 'productName', 'productEventType', 'description', 'productLogId'];
  return rows([
    ...metadata.map((name) => [`metadata.${name}`, at(event, 'metadata', name)] as const),
    ...['severity', 'action', 'alertState', 'threatStatus', 'category', 'categoryDetails', 'ruleId', 'ruleName'].map(
      (name) => [`security_result.${name}`, at(result, name)] as const,
    ),
    ...['riskScore', 'confidenceScore', 'description', 'attackDetails'].map(
      (name) => [`security_result.${name}`, at(result, name)] as const,
    ),
    ...['principal', 'target', 'about', 'network', 'extensions', 'additional'].map(
      (name) => [name, at(event, name)] as const,
    ),
    ['detection_fields', at(result, 'detectionFields')],
  ]);
}
