import type { AlertAction } from '../../domain/alert.ts';
import type { DraftActor, DraftTarget } from '../../domain/detection.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';

// Fields that the decoders of https://github.com/wazuh/wazuh/tree/main/ruleset/decoders fill; each line is tried in turn.

const ips = [
  'data.srcip',
  'data.src_ip',
  'data.aws.source_ip_address',
  'data.aws.sourceIPAddress',
  'data.office365.ClientIP',
  'data.gcp.protoPayload.requestMetadata.callerIp',
  'data.win.eventdata.ipAddress',
  'data.win.eventdata.sourceIp',
] as const;

const users = [
  'data.srcuser',
  'data.dstuser',
  'data.win.eventdata.targetUserName',
  'data.win.eventdata.subjectUserName',
  'syscheck.audit.user.name',
  'data.aws.userIdentity.userName',
  'data.office365.UserId',
  'data.user',
] as const;

const processes = [
  'data.win.eventdata.image',
  'data.win.eventdata.newProcessName',
  'syscheck.audit.process.name',
  'data.audit.exe',
  'data.process.name',
] as const;

const resources = [
  'syscheck.path',
  'data.vulnerability.package.name',
  'data.sca.check.title',
  'data.file',
  'data.aws.resource.id',
  'data.objectRef.name',
] as const;

/** Windows writes `-` for a field that has no value. */
const saying = (text: string | undefined): string | undefined => (text?.trim() === '-' ? undefined : text);

export const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: saying(said.text(...ips)),
    country: said.text('GeoLocation.country_name'),
    user: saying(said.text(...users)),
    process: said.text(...processes),
  });

/** What came by syslog has no agent but the manager: its own header names the host. */
export const hostOf = (said: Dig): string | undefined =>
  said.text('agent.id') === '000'
    ? said.text('predecoder.hostname', 'agent.name', 'manager.name')
    : said.text('agent.name', 'predecoder.hostname', 'data.hostname', 'manager.name');

export function targetOf(said: Dig): DraftTarget {
  const place = defined({
    host: hostOf(said),
    url: said.text('data.url', 'data.http.url'),
    namespace: said.text('data.kubernetes.objectRef.namespace', 'data.objectRef.namespace'),
    container: said.text('data.docker.Actor.Attributes.name'),
    resource: said.text(...resources),
  });
  return { kind: place.host === undefined ? 'unknown' : 'host', ...place };
}

const blockedWords = /^(?:block(?:ed)?|drop(?:ped)?|den(?:y|ied)|reject(?:ed)?|quarantined?)$/i;
const allowedWords = /^(?:allow(?:ed)?|pass(?:ed)?|accept(?:ed)?|permit(?:ted)?)$/i;

/** What a firewall or proxy said that it did, or Wazuh's own active response; Wazuh itself only reads logs. */
export function actionOf(said: Dig): AlertAction {
  const did = said.text('data.action', 'data.aws.action')?.trim() ?? '';
  const responds = textsOf(said.value('rule.groups')).includes('active_response');
  if (blockedWords.test(did) || (responds && said.text('data.command') === 'add')) return 'blocked';
  return allowedWords.test(did) ? 'allowed' : 'observed';
}
