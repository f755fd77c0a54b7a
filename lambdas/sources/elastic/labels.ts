import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, pairsOf } from '../_kit/field-reader.ts';
import { own } from './paths.ts';

const labelled = ['labels', 'kubernetes.labels'] as const;

/** Labels of the document and of its pod, by their own names. */
function ownLabels(said: Dig): Record<string, string> {
  const pairs = labelled.flatMap((path) =>
    pairsOf(said.value(path)).map(([name]) => [name, said.take(`${path}.${name}`)] as const),
  );
  return defined(Object.fromEntries(pairs));
}

/** The labels of a document, and what routes go by. */
export const labelsOf = (said: Dig) => ({
  ...ownLabels(said),
  ruleType: said.take(...own('rule.type')),
  status: said.take(...own('workflow_status', 'status')),
  riskScore: said.text(...own('risk_score', 'rule.risk_score')),
  space: said.take('kibana.space_ids.0'),
  dataset: said.take('event.dataset'),
  eventAction: said.take('event.action'),
  tags: said.take(...own('rule.tags')),
});
