import { durationSeconds } from '../../../lambdas/domain/values/duration.ts';
import { defined, type Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Draft, textIn } from './draft.ts';

/** When a group notifies, as a route has it, its own or inherited. */
export interface Pace {
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
}

type Name = keyof Pace;

/** Alertmanager's names, its defaults (https://prometheus.io/docs/alerting/latest/configuration/#route), and the longest here. */
const settings: Readonly<Record<Name, { readonly theirs: string; readonly otherwise: string; readonly most: string }>> =
  {
    groupWait: { theirs: 'group_wait', otherwise: '30s', most: '12h' },
    groupInterval: { theirs: 'group_interval', otherwise: '5m', most: '12h' },
    repeatInterval: { theirs: 'repeat_interval', otherwise: '4h', most: '7d' },
  };
const names: readonly Name[] = ['groupWait', 'groupInterval', 'repeatInterval'];

export const defaultPace: Pace = {
  groupWait: settings.groupWait.otherwise,
  groupInterval: settings.groupInterval.otherwise,
  repeatInterval: settings.repeatInterval.otherwise,
};

/** Years are written in days; milliseconds are not kept. */
function written(text: string | undefined): string | undefined {
  const years = /^(\d{1,3})y$/.exec(text ?? '')?.[1];
  if (years !== undefined) return `${Number(years) * 365}d`;
  return /^\d{1,9}ms$/.test(text ?? '') ? '1s' : text;
}

const seconds = (text: string): number => durationSeconds(text) ?? 0;

/** The pace of a route: within what is allowed here, and no repetition before the next look at the group. */
export function paceOf(route: Fields, above: Pace, path: string, { notes }: Draft): Pace {
  const own = (name: Name): string => {
    const { theirs, most } = settings[name];
    const text = written(textIn(route, theirs)) ?? above[name];
    if (seconds(text) <= seconds(most)) return text;
    notes.push({ path: `${path}.${theirs}`, message: `is longer than is allowed here: ${most} was set` });
    return most;
  };
  const [groupWait, groupInterval, repeatInterval] = [own('groupWait'), own('groupInterval'), own('repeatInterval')];
  const isShort = seconds(repeatInterval) < seconds(groupInterval);
  return { groupWait, groupInterval, repeatInterval: isShort ? groupInterval : repeatInterval };
}

/** What a route has to say because it is not as above. */
export const ownPace = (pace: Pace, above: Pace | undefined): Fields =>
  defined(Object.fromEntries(names.map((name) => [name, pace[name] === above?.[name] ? undefined : pace[name]])));
