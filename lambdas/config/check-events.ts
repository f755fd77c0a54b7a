import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { eventSources } from './event-source.ts';

const isByEvents = (value: unknown, type: unknown): boolean =>
  isFields(value) && value['auth'] === 'eventbridge' && value['type'] === type;

/** Only what AWS itself reports comes by EventBridge, and each of it to one source: an event does not say to which. */
export function checkEvents(value: Fields, id: string, all: Fields, path: Path): Problem[] {
  const { type, auth } = value;
  if (auth !== 'eventbridge' || typeof type !== 'string') return [];
  if (!eventSources.has(type)) {
    const allowed = [...eventSources.keys()].join(', ');
    return [{ path, message: `"eventbridge" is for what AWS reports itself: sources of type ${allowed}` }];
  }
  const [first] = Object.keys(all).filter((name) => isByEvents(all[name], type));
  if (first === undefined || first === id) return [];
  return [{ path, message: `"eventbridge" stands at "${first}" already, and its events would not know where to go` }];
}
