import type { Detection } from '../../../lambdas/domain/detection.ts';
import { isFields, textOf } from '../../../lambdas/domain/values/json-fields.ts';
import { defineSource } from '../../../lambdas/sources/_kit/define-source.ts';
import { generic as real } from '../../../lambdas/sources/generic/index.ts';

const constant: Omit<Detection, 'identity' | 'problem' | 'title' | 'record'> = {
  kind: 'detection',
  type: 'login',
  description: '',
  severity: 'high',
  state: 'open',
  action: 'unknown',
  target: { kind: 'unknown' },
  attack: [],
  evidence: [],
  labels: {},
  facts: {},
};

/** Takes the id and the title, and looks at nothing else. */
export const generic = defineSource({
  ...real,
  read(payload) {
    const id = isFields(payload) ? (textOf(payload['id']) ?? '') : '';
    return { kind: 'alerts', detections: [{ ...constant, identity: [id], problem: [id], title: id, record: '' }] };
  },
});
