import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { eventSources } from './event-source.ts';
import type { Surroundings } from './surroundings.ts';

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

/** Sources whose events come by EventBridge get nothing where nothing of AWS runs. */
export const eventWarnings = (sources: Fields, { allowLoopback }: Pick<Surroundings, 'allowLoopback'>): Problem[] =>
  Object.entries(sources).flatMap(([id, value]) => {
    if (!allowLoopback || !isFields(value) || value['auth'] !== 'eventbridge') return [];
    const message =
      'warning: "eventbridge" works on AWS alone: under "npm start" this source has no hook and gets nothing; another ' +
      'auth, such as sns or bearer, gives it one';
    return [{ path: ['sources', id, 'auth'], message }];
  });
