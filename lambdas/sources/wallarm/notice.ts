import type { AlertAction, AlertClass, Severity } from '../../domain/alert.ts';
import type { Actor, Sensor, Target } from '../../domain/places.ts';
import { defined, type Fields, isFields } from '../../domain/values/json-fields.ts';
import { severityIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { portIn, siteOf } from '../_kit/typed-values.ts';

/** One notification: since 2020 the hit or vulnerability stands under `details`, before that it was the whole object. */
export interface Notice {
  readonly said: Dig;
  /** Where the hit, the vulnerability or the change stands, with a dot behind it. */
  readonly at: string;
  readonly sort: 'hit' | 'vulnerability' | 'change';
  readonly type: string | undefined;
}

const hitMarks = ['block_status', 'remote_addr4', 'request_time', 'point', 'payloads'];
const vulnerabilityMarks = ['threat', 'discovered_by'];

export function noticeOf(fields: Fields): Notice | undefined {
  const said = dig(fields);
  const type = said.text('details.notification_type', 'notification_type');
  const has = (at: string, names: readonly string[]) => said.value(...names.map((name) => at + name)) !== undefined;
  for (const at of ['details.hit.', 'hit.', 'details.', ''])
    if (has(at, hitMarks)) return { said, at, sort: 'hit', type };
  for (const at of ['details.vuln.', 'details.vulnerability.', 'vuln.', 'details.', ''])
    if (has(at, vulnerabilityMarks)) return { said, at, sort: 'vulnerability', type };
  if (type === undefined && !isFields(fields['details'])) return undefined;
  return { said, at: 'details.', sort: 'change', type };
}

export const in_ = (at: string, ...names: readonly string[]): string[] => names.map((name) => at + name);

export const actorOf = ({ said, at }: Notice): Actor =>
  defined({
    ip: said.take(...in_(at, 'remote_addr4', 'remote_addr6', 'remote_addr', 'ip')),
    port: portIn(said, ...in_(at, 'remote_port')),
    country: said.take(...in_(at, 'remote_country', 'country')),
  });

/** The site that the notification names. */
export const siteIn = ({ said, at }: Notice): string | undefined => said.text(...in_(at, 'host', 'domain'));

/** The parameter or the application, which tells two problems of one endpoint apart. */
export const partIn = ({ said, at }: Notice): string | undefined =>
  said.text(...in_(at, 'parameter', 'application_name'));

/** The endpoint; of a vulnerability also the server that it was found at (`198.51.100.34:443`). */
export function targetOf({ said, at, sort }: Notice): Target {
  const server = sort === 'vulnerability' ? siteOf(said.text(...in_(at, 'source'))) : {};
  return defined({
    kind: sort === 'change' ? 'account' : 'api',
    method: said.take(...in_(at, 'method')),
    url: said.take(...in_(at, 'path', 'url')),
    ip: server.ip,
    port: server.port,
    ...siteOf(said.take(...in_(at, 'host', 'domain'))),
    user: sort === 'change' ? said.take('details.user.email') : undefined,
  });
}

export const sensorOf = ({ said, at }: Notice): Sensor | undefined =>
  placed({ version: said.take(...in_(at, 'libproton_version')) });

const attacked = /attack|abuse|brute|incident|bola|scan|rogue/i;

/** Changes in the account are no findings, save those that say that somebody attacks. */
export function classOf({ sort, type: notification }: Notice, type: string): AlertClass {
  if (sort === 'vulnerability') return 'vulnerability';
  if (sort === 'hit') return type === 'infoleak' ? 'exposure' : 'threat';
  return attacked.test(notification ?? '') ? 'threat' : 'operational';
}

/** What the node did with the request. */
export function actionOf({ said, at }: Notice): AlertAction {
  const status = said.text(`${at}block_status`)?.toLowerCase() ?? '';
  if (/^(?:partially_)?blocked|^denied|^dropped/.test(status)) return 'blocked';
  if (/^monitored|^not_blocked|^detected/.test(status)) return 'observed';
  return /^(?:passed|allowed)/.test(status) ? 'allowed' : 'unknown';
}

const grave = /delete|disable|limit|expire|overlimit|exceed|block|attack|abuse|brute|incident|rogue/i;

/** Hits have no severity: what got through weighs more than what did not. */
export function severityOf({ said, at, sort, type }: Notice, action: AlertAction) {
  const derived: Record<Notice['sort'], Severity> = {
    hit: action === 'blocked' ? 'low' : 'medium',
    vulnerability: 'medium',
    change: grave.test(type ?? '') ? 'medium' : 'info',
  };
  return severityIn(said, in_(at, 'threat', 'severity', 'risk', 'risk_level'), derived[sort]);
}
