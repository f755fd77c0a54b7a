import type { AlertAction, Severity } from '../../domain/alert.ts';
import type { DraftActor, DraftTarget } from '../../domain/detection.ts';
import { defined, type Fields, isFields } from '../../domain/values/json-fields.ts';
import { severityIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

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

export const actorOf = ({ said, at }: Notice): DraftActor =>
  defined({
    ip: said.take(...in_(at, 'remote_addr4', 'remote_addr6', 'remote_addr', 'ip')),
    country: said.take(...in_(at, 'remote_country', 'country')),
  });

export const targetOf = ({ said, at, sort }: Notice): DraftTarget =>
  defined({
    kind: sort === 'change' ? 'account' : 'api',
    method: said.take(...in_(at, 'method')),
    url: said.take(...in_(at, 'path', 'url')),
    host: said.take(...in_(at, 'host', 'domain')),
    resource: said.take(...in_(at, 'parameter', 'application_name')),
  });

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
