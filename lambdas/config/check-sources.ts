import type * as z from 'zod/mini';
import { durationSeconds } from '../domain/values/duration.ts';
import { defined, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkAuth, toAuth } from './check-auth.ts';
import { checkEvents } from './check-events.ts';
import { checkMap } from './check-map.ts';
import { checkSeverity } from './check-severity.ts';
import { unknownName } from './mistakes.ts';
import { type SourceConfig, SourceSetting } from './schema.ts';

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/i;

/** Tocsin's own alerts bear this as their source. */
const RESERVED = 'tocsin';

export function checkId(what: string, id: string, path: Path): Problem[] {
  if (id === RESERVED)
    return [{ path, atKey: true, message: `"${id}" is the name of Tocsin's own alerts: choose another` }];
  if (ID.test(id)) return [];
  return [
    {
      path,
      atKey: true,
      message: `${what} "${id}" is no valid name: use letters, digits, - and _, at most 63, beginning with a letter or digit`,
    },
  ];
}

type Setting = z.infer<typeof SourceSetting>;

const toSource = ({
  type,
  auth,
  successStatus = 202,
  testPayload,
  limit,
  expectEvery,
  ...rest
}: Setting): SourceConfig =>
  defined({
    type,
    auth: toAuth(auth),
    successStatus,
    ...rest,
    deliversTests: testPayload === 'deliver' ? true : undefined,
    perMinute: limit?.perMinute,
    expectSeconds: expectEvery === undefined ? undefined : durationSeconds(expectEvery),
  });

/** Sources, normalised for ingest; problems that the shape alone does not show. */
export function checkSources(
  input: Readonly<Record<string, unknown>>,
  types: readonly string[],
): { sources: Record<string, SourceConfig>; problems: Problem[] } {
  const problems: Problem[] = [];
  const sources: Record<string, SourceConfig> = {};
  for (const [id, value] of Object.entries(input)) {
    const path = ['sources', id];
    problems.push(...checkId('source', id, path));
    if (!isFields(value)) continue;
    const { type } = value;
    if (typeof type === 'string' && !types.includes(type))
      problems.push({ path: [...path, 'type'], message: unknownName('source type', type, types) });
    problems.push(...checkAuth(value['auth'], [...path, 'auth']));
    problems.push(...checkEvents(value, id, input, [...path, 'auth']));
    problems.push(...checkMap(value, [...path, 'map']), ...checkSeverity(value['severity'], [...path, 'severity']));
    const setting = SourceSetting.safeParse(value);
    if (setting.success) sources[id] = toSource(setting.data);
  }
  return { sources, problems };
}
