import { remembered } from '../../domain/values/remembered.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels are for routing: more than these are facts. */
const LABELS_MAX = 64;

/** Control characters, line ends and what does not show itself, which nobody can write in a route. */
const unwritable = /[\s\p{Cc}\p{Cf}]+/gu;

/** The name of a label as routes write it; the same whatever other labels there are. */
const labelName = remembered((name) => name.trim().replace(unwritable, ' '), { most: 4_096, longest: 96 });

interface Split {
  readonly labels: Texts;
  /** Labels that have no place among them, as facts `labels.<name>`; absent when there are none. */
  readonly facts?: Texts;
}

/** Whether there are no more than fit, each under a name that a route can write: then no two have the same one. */
function fitAsTheyAre(labels: Texts): boolean {
  const names = Object.keys(labels);
  return names.length <= LABELS_MAX && names.every((name) => name !== '' && labelName(name) === name);
}

/** At most 64 labels under names that a route can write; the others, and those whose name is taken, become facts. */
export function splitLabels(labels: Texts): Split {
  if (fitAsTheyAre(labels)) return { labels };
  const kept: Record<string, string> = {};
  let others: Record<string, string> | undefined;
  let count = 0;
  for (const [name, value] of Object.entries(labels)) {
    const written = labelName(name);
    if (written !== '' && count < LABELS_MAX && !Object.hasOwn(kept, written)) {
      kept[written] = value;
      count += 1;
    } else {
      others ??= {};
      others[`labels.${name}`] = value;
    }
  }
  return others === undefined ? { labels: kept } : { labels: kept, facts: others };
}
