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
  ['device.network_interfaces.ip', 2, 'IP Address'],
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

type Fields = Readonly<Record<string, unknown>>;

/** Calls `found` with each value at the end of a path, through every item of the lists on it. */
function visit(value: unknown, path: readonly string[], at: number, found: (value: unknown) => void): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const each of value) visit(each, path, at, found);
  else if (at === path.length) found(value);
  else visit((value as Fields)[path[at] ?? ''], path, at + 1, found);
}

/** Of a finished event, so that each names a place that is there; a value stands once for each type. */
export function observablesOf(event: Fields) {
  const seen = new Set<string>();
  const all: { name: string; type_id: number; type: string; value: string }[] = [];
  for (const [path, name, typeId, type] of steps)
    visit(event, path, 0, (found) => {
      const value = String(found);
      const key = `${typeId}:${value}`;
      if (seen.has(key)) return;
      seen.add(key);
      all.push({ name, type_id: typeId, type, value });
    });
  return all;
}
