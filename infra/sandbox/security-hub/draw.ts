import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { pretty, rows, safe } from '../_kit/draw.ts';
import { at, fieldsAt, textAt } from '../_kit/json.ts';

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
