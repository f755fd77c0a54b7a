import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { addSource, type Draft } from './draft.ts';
import { type Carried, carryOutputs, priorities } from './sidekick.ts';

const levelOf = (text: string | undefined): number =>
  text === undefined ? -1 : priorities.findIndex((priority) => priority.toLowerCase() === text.toLowerCase());

/** The priorities that an output takes; all when it names none that there is. */
function takenBy({ minimum, path }: Carried, { notes }: Draft): readonly string[] {
  const level = levelOf(minimum);
  if (minimum !== undefined && level < 0)
    notes.push({
      path: `${path}.minimumpriority`,
      message: `"${minimum}" is no priority, so that this output got every event, as it does now; allowed there: ${priorities.join(', ').toLowerCase()}`,
    });
  return level < 0 || level === priorities.length - 1 ? priorities : priorities.slice(0, level + 1);
}

function routeOf(taken: readonly string[], to: readonly string[]): Fields {
  if (taken.length === priorities.length) return { name: 'all', match: { source: 'falco' }, to };
  const [last = ''] = taken.slice(-1);
  const name = taken.length === 1 ? last.toLowerCase() : `${last.toLowerCase()}-and-above`;
  return { name, match: { source: 'falco', vendorSeverity: taken }, to };
}

/**
 * A configuration of falcosidekick (https://github.com/falcosecurity/falcosidekick/blob/master/config_example.yaml): every output
 * that is on gets the events of its `minimumpriority` and above.
 */
export function fromFalcosidekick(file: Fields): Draft {
  const { draft, carried } = carryOutputs(file);
  addSource(draft, 'falco', 'falco', 'token', 'FALCO_HOOK_TOKEN');
  const groups = Map.groupBy(carried, (each) => takenBy(each, draft).length);
  for (const [count, all] of [...groups].toSorted((a, b) => a[0] - b[0]))
    draft.routes.push(
      routeOf(
        priorities.slice(0, count),
        all.map(({ name }) => name),
      ),
    );
  return draft;
}
