import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { addSource, type Draft } from './draft.ts';
import { carryOutputs } from './sidekick.ts';

/**
 * A configuration of KubeArmor's sidekick (https://github.com/kubearmor/sidekick/blob/main/config_example.yaml). Every output that
 * is on gets every event: the program reads `minimumpriority` and does not look at it.
 */
export function fromKubearmorSidekick(file: Fields): Draft {
  const { draft, carried } = carryOutputs(file);
  addSource(draft, 'kubearmor', 'kubearmor', 'token', 'KUBEARMOR_HOOK_TOKEN');
  for (const { path, minimum } of carried)
    if (minimum !== undefined && minimum.toLowerCase() !== 'debug')
      draft.notes.push({
        path: `${path}.minimumpriority`,
        message:
          'had no effect: that program sends every event to every output, and so does the new file; add match: { severity: ">=high" } to a route if you mean it',
      });
  if (carried.length > 0)
    draft.routes.push({ name: 'all', match: { source: 'kubearmor' }, to: carried.map(({ name }) => name) });
  return draft;
}
