/** What an analyst pivots on: where it may stand, with its type of https://schema.ocsf.io/1.8.0/objects/observable. */
type Row = readonly [path: string, typeId: number, type: string];

const programRows = (path: string): Row[] => [
  [`${path}.name`, 9, 'Process Name'],
  [`${path}.cmd_line`, 13, 'Command Line'],
  [`${path}.pid`, 15, 'Process ID'],
  [`${path}.file.path`, 45, 'File Path'],
  [`${path}.file.hashes.value`, 8, 'Hash'],
];

const endpointRows = (path: string): Row[] => [
  [`${path}.ip`, 2, 'IP Address'],
  [`${path}.hostname`, 1, 'Hostname'],
];

const sceneRows: readonly Row[] = [
  ...endpointRows('src_endpoint'),
  ...endpointRows('dst_endpoint'),
  ...endpointRows('device'),
  ['actor.user.name', 4, 'User Name'],
  ['actor.user.email_addr', 5, 'Email Address'],
  ...programRows('actor.process'),
  ...programRows('actor.process.parent_process'),
  ['user.name', 4, 'User Name'],
  ['file.name', 7, 'File Name'],
  ['file.path', 45, 'File Path'],
  ['file.hashes.value', 8, 'Hash'],
  ['url.url_string', 6, 'URL String'],
  ['url.hostname', 1, 'Hostname'],
  ['http_request.user_agent', 16, 'HTTP User-Agent'],
];

const rows: readonly Row[] = [
  ...sceneRows.map(([path, id, type]): Row => [`evidences.${path}`, id, type]),
  ...sceneRows,
  ['resources.uid', 10, 'Resource UID'],
  ['resources.hostname', 1, 'Hostname'],
  ['resources.ip', 2, 'IP Address'],
  ['vulnerabilities.cve.uid', 18, 'CVE Object: uid'],
  ['vulnerabilities.advisory.uid', 44, 'Advisory Object: uid'],
  ['cloud.account.uid', 35, 'Account Object: uid'],
];
const steps = rows.map(([path, ...rest]) => [path.split('.'), path, ...rest] as const);

/** The values at the end of a path, through every item of the lists on it. */
function valuesAt(value: unknown, path: readonly string[], at: number, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const each of value) valuesAt(each, path, at, found);
    return;
  }
  if (at === path.length) {
    if (typeof value === 'string' || typeof value === 'number') found.add(String(value));
    return;
  }
  if (typeof value === 'object' && value !== null)
    valuesAt((value as Record<string, unknown>)[path[at] ?? ''], path, at + 1, found);
}

/** Of a finished event, so that each names a place that is there; a value stands once for each type. */
export function observablesOf(event: Readonly<Record<string, unknown>>) {
  const seen = new Set<string>();
  return steps.flatMap(([path, name, typeId, type]) => {
    if (event[path[0] ?? ''] === undefined) return [];
    const found = new Set<string>();
    valuesAt(event, path, 0, found);
    return [...found].flatMap((value) => {
      const key = `${typeId}:${value}`;
      if (value === '' || seen.has(key)) return [];
      seen.add(key);
      return [{ name, type_id: typeId, type, value }];
    });
  });
}
