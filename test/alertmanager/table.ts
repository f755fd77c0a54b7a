/** Alerts by their labels, with what Alertmanager's documentation says becomes of each (alertmanager.yml). */
export interface Row {
  readonly n: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The receivers; none of an inhibited one. */
  readonly to: readonly string[];
  /** The values of `group_by` at each receiver, so that equal ones are one notification. */
  readonly group: string;
}

export const rows: readonly Row[] = [
  // Nothing below the root matches.
  { n: 'a', labels: { alertname: 'Cpu', cluster: 'eu', severity: 'warning' }, to: ['ops'], group: 'Cpu eu' },
  { n: 'b', labels: { alertname: 'Cpu', cluster: 'eu', severity: 'info' }, to: ['ops'], group: 'Cpu eu' },
  { n: 'c', labels: { alertname: 'Cpu', cluster: 'us', severity: 'warning' }, to: ['ops'], group: 'Cpu us' },
  { n: 'd', labels: { alertname: 'Mem', severity: 'warning' }, to: ['ops'], group: 'Mem' },
  // The deepest match, and the first of siblings.
  {
    n: 'e',
    labels: { alertname: 'Slow', service: 'mysql', env: 'production', severity: 'warning' },
    to: ['database'],
    group: 'mysql',
  },
  {
    n: 'f',
    labels: { alertname: 'Full', service: 'mysql', env: 'prod', severity: 'warning' },
    to: ['database'],
    group: 'mysql',
  },
  {
    n: 'g',
    labels: { alertname: 'Slow', service: 'cassandra', env: 'prod', severity: 'warning' },
    to: ['database'],
    group: 'cassandra',
  },
  {
    n: 'h',
    labels: { alertname: 'Lost', service: 'mysql', env: 'prod', severity: 'critical' },
    to: ['database-pager'],
    group: 'mysql',
  },
  {
    n: 'i',
    labels: { alertname: 'Lost', service: 'mysql', env: 'test', severity: 'critical' },
    to: ['database-pager'],
    group: 'mysql',
  },
  // A missing label is an empty one, which no "prod.*" fits; "..." groups nothing.
  { n: 'j', labels: { alertname: 'Slow', service: 'mysql', severity: 'warning' }, to: ['database-quiet'], group: 'j' },
  {
    n: 'k',
    labels: { alertname: 'Slow', service: 'mysql', env: 'nonprod', severity: 'warning' },
    to: ['database-quiet'],
    group: 'k',
  },
  // Anchored: "mysql" does not fit "mysql-proxy".
  { n: 'l', labels: { alertname: 'Slow', service: 'mysql-proxy', severity: 'warning' }, to: ['ops'], group: 'Slow' },
  // All matchers of a route have to hold.
  { n: 'm', labels: { alertname: 'Js', team: 'frontend', severity: 'warning' }, to: ['frontend'], group: 'Js' },
  {
    n: 'o',
    labels: { alertname: 'Js', team: 'frontend', cluster: 'us', severity: 'warning' },
    to: ['frontend'],
    group: 'Js',
  },
  {
    n: 'p',
    labels: { alertname: 'Js', team: 'frontend', cluster: 'us', severity: 'info' },
    to: ['ops'],
    group: 'Js us',
  },
  { n: 'q', labels: { alertname: 'Css', team: 'frontend', severity: 'page' }, to: ['frontend-pager'], group: 'Css' },
  { n: 'r', labels: { alertname: 'Css', team: 'Frontend', severity: 'page' }, to: ['ops'], group: 'Css' },
  // `continue` goes on with the siblings, and the root is not asked then.
  { n: 's', labels: { alertname: 'Login', compliance: 'yes', severity: 'warning' }, to: ['audit'], group: 'yes' },
  {
    n: 't',
    labels: { alertname: 'Js', compliance: 'yes', team: 'frontend', cluster: 'ap', severity: 'warning' },
    to: ['audit', 'frontend'],
    group: 'yes|Js',
  },
  // Inhibition: a cluster that is down, of all but itself and other clusters.
  {
    n: 'u',
    labels: { alertname: 'ClusterDown', cluster: 'af', severity: 'critical' },
    to: ['ops'],
    group: 'ClusterDown af',
  },
  { n: 'v', labels: { alertname: 'Net', cluster: 'af', severity: 'critical' }, to: [], group: '' },
  { n: 'w', labels: { alertname: 'Js', cluster: 'af', team: 'frontend', severity: 'page' }, to: [], group: '' },
  // A critical one inhibits the warning of the same name and instance, not of another instance.
  {
    n: 'x',
    labels: { alertname: 'Disk', instance: 'i1', cluster: 'x', severity: 'critical' },
    to: ['ops'],
    group: 'Disk x',
  },
  { n: 'y', labels: { alertname: 'Disk', instance: 'i1', cluster: 'x', severity: 'warning' }, to: [], group: '' },
  {
    n: 'z',
    labels: { alertname: 'Disk', instance: 'i2', cluster: 'x', severity: 'warning' },
    to: ['ops'],
    group: 'Disk x',
  },
  // A route whose mute time it is.
  { n: '0', labels: { alertname: 'Backup', severity: 'warning' }, to: [], group: '' },
  // Labels of `equal` that both miss count as the same.
  { n: 'n', labels: { alertname: 'Lost', cluster: 'eu', severity: 'info' }, to: [], group: '' },
];

/** The notifications that the table says, as `receiver: alerts`. */
export function expected(): string[] {
  const all = rows.flatMap(({ n, to, group }) =>
    to.map((receiver, i) => [`${receiver} ${group.split('|')[i] ?? group}`, receiver, n] as const),
  );
  const groups = Map.groupBy(all, ([key]) => key);
  return [...groups.values()].map((group) => `${group[0]?.[1]}: ${group.map(([, , n]) => n).join(' ')}`).sort();
}

/** The labels of an alert on its way: `n` tells which it is. */
export const labelsOf = ({ n, labels }: Row): Readonly<Record<string, string>> => ({ ...labels, n });
