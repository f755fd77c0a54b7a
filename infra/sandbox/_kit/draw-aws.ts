import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { drawWebhook, pretty, rows, safe } from './draw.ts';
import { at, fieldsAt, textAt } from './json.ts';

/** A finding as Security Hub lists it. */
export function drawSecurityHub(body: unknown): string {
  if (!isFields(body) || textAt(body, 'Title') === undefined) return pretty(body);
  const { Title, Description, RecordState, UpdatedAt } = body;
  const head = rows([
    ['Severity', at(body, 'FindingProviderFields', 'Severity', 'Label')],
    ['State', RecordState],
    ['Updated', UpdatedAt],
    ['Types', at(body, 'FindingProviderFields', 'Types')],
    ['Resource', at(body, 'Resources', 0, 'Id')],
    ['Remediation', at(body, 'Remediation', 'Recommendation', 'Text')],
  ]);
  const fields = Object.entries(fieldsAt(body, 'ProductFields') ?? {});
  return `<h4>${safe(Title)}</h4><p>${safe(Description)}</p>${head}${rows(fields)}`;
}

/** A message with its subject and the attributes that subscriptions choose by. */
export function drawSns(body: unknown): string {
  const message = at(body, 'Message');
  if (message === undefined) return pretty(body);
  const attributes = rows(Object.entries(fieldsAt(body, 'MessageAttributes') ?? {}));
  return `<h4>${safe(textAt(body, 'Subject'))}</h4>${attributes}${typeof message === 'string' ? `<p>${safe(message)}</p>` : drawWebhook(message)}`;
}

/** An event as a rule sees it. */
export function drawEventBridge(body: unknown): string {
  const detail = at(body, 'Detail');
  if (detail === undefined) return pretty(body);
  const head = rows([
    ['source', at(body, 'Source')],
    ['detail-type', at(body, 'DetailType')],
    ['bus', at(body, 'EventBusName')],
  ]);
  return head + drawWebhook(detail);
}

/** A line of an object, with the object's key. */
export const drawS3 = (body: unknown): string =>
  `<p class="small">${safe(textAt(body, 'key'))}</p>${drawWebhook(at(body, 'record') ?? body)}`;
