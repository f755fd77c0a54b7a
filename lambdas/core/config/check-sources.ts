import { isFields } from '../record.ts';
import { type Path, type Problem, unknownName } from './mistakes.ts';
import { type Auth, AuthSetting, type SourceConfig, SourceSetting } from './schema.ts';

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/i;
const forms = ['bearer', 'header', 'basic', 'token'] as const;
const allowedForms = `one of ${forms.join(', ')}, or write "none" to accept everybody`;

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

const listed = (secrets: string | readonly string[]): readonly string[] =>
  typeof secrets === 'string' ? [secrets] : secrets;

function toAuth(setting: AuthSetting): Auth {
  if (setting === 'none') return { scheme: 'none' };
  if (setting.bearer !== undefined) return { scheme: 'bearer', secrets: listed(setting.bearer) };
  if (setting.token !== undefined) return { scheme: 'token', secrets: listed(setting.token) };
  if (setting.basic !== undefined)
    return { scheme: 'basic', username: setting.basic.username, secrets: listed(setting.basic.password) };
  if (setting.header === undefined) return { scheme: 'none' };
  return { scheme: 'header', name: setting.header.name.toLowerCase(), secrets: listed(setting.header.value) };
}

/** Nobody gets an open hook by forgetting a line: `none` has to be written. */
function checkAuth(value: unknown, path: Path): Problem[] {
  if (value === undefined) return [{ path, message: `is missing: give ${allowedForms}` }];
  // What was written may be the credential itself, so it is not shown.
  if (!isFields(value) && value !== 'none') return [{ path, message: `names no form: give ${allowedForms}` }];
  if (!AuthSetting.safeParse(value).success || value === 'none' || !isFields(value)) return [];
  const given = forms.filter((form) => value[form] !== undefined);
  return given.length === 1
    ? []
    : [
        {
          path,
          message: `found ${given.length === 0 ? 'nothing' : given.join(' and ')}; allowed: exactly one of ${forms.join(', ')}`,
        },
      ];
}

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
    const setting = SourceSetting.safeParse(value);
    if (setting.success) {
      const { successStatus = 202 } = setting.data;
      sources[id] = { type: setting.data.type, auth: toAuth(setting.data.auth), successStatus };
    }
  }
  return { sources, problems };
}
