import leven from 'leven';
import { Alert } from './alert.ts';
import { pathOf } from './alert-fields.ts';
import { keyMistake } from './match.ts';

const fields = Object.keys(Alert.shape);

/** What is no mistake in a short name is one in a long name. */
const LONG = 7;
const NEAR = 2;

/** Where the name of a matcher stands in an alert, with what may be wrong with it. */
export interface Place {
  readonly path: string;
  readonly mistake?: string;
  readonly warning?: string;
}

const meansLabel = (name: string): string => `"${name}" is no field of an alert and means "labels.${name}"`;

function labelPlace(name: string): Place {
  const path = `labels.${name}`;
  const near = name.length < LONG ? undefined : fields.find((field) => leven(field, name) <= NEAR);
  return near === undefined ? { path } : { path, warning: `${meansLabel(name)}: did you mean "${near}"?` };
}

/**
 * A name that is the path of a field (`severity`, `target.name`, `labels.team`) means that field. Any other means the
 * label of this name, as in Alertmanager: `team` is `labels.team`.
 */
export function placeOfName(name: string): Place {
  const [first = ''] = name.split('.');
  const isGroup = first === name && pathOf(name).field.kind === 'group';
  if (!fields.includes(first) || isGroup) return labelPlace(name);
  const mistake = keyMistake(name);
  return mistake === undefined ? { path: name } : { path: name, mistake };
}
