import type { Actor, Process } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { hashesIn, pidIn, portIn, processOf } from '../_kit/typed-values.ts';

// Fields that the decoders of https://github.com/wazuh/wazuh/tree/main/ruleset/decoders fill; each line is tried in turn.
// `data.win.eventdata` has the names of Windows and of Sysmon.

export const ips = [
  'data.srcip',
  'data.src_ip',
  'data.aws.source_ip_address',
  'data.aws.sourceIPAddress',
  'data.office365.ClientIP',
  'data.gcp.protoPayload.requestMetadata.callerIp',
  'data.win.eventdata.ipAddress',
  'data.win.eventdata.sourceIp',
] as const;

export const ports = [
  'data.srcport',
  'data.src_port',
  'data.win.eventdata.ipPort',
  'data.win.eventdata.sourcePort',
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
  'data.win.eventdata.user',
  'data.win.eventdata.sourceUser',
] as const;

export const processes = [
  'data.win.eventdata.image',
  'data.win.eventdata.newProcessName',
  'data.win.eventdata.sourceImage',
  'syscheck.audit.process.name',
  'data.audit.exe',
  'data.process.name',
] as const;

// In an event of Windows `processId` is the parent of `newProcessId`.
const pids = [
  'data.win.eventdata.newProcessId',
  'data.win.eventdata.sourceProcessId',
  'data.win.eventdata.processId',
  'syscheck.audit.process.id',
  'data.audit.pid',
] as const;

const agents = ['data.http.http_user_agent', 'data.aws.userAgent', 'data.office365.UserAgent'] as const;

/** Windows writes `-` for a field that has no value. */
export const saying = (text: string | undefined): string | undefined => (text?.trim() === '-' ? undefined : text);

const named = (text: string | undefined): Process => (text === undefined ? {} : processOf(text));

const parentOf = (said: Dig): Process | undefined =>
  placed({
    ...named(
      said.take('data.win.eventdata.parentImage', 'data.win.eventdata.parentProcessName') ??
        said.take('syscheck.audit.process.parent_name'),
    ),
    pid: pidIn(said, 'data.win.eventdata.parentProcessId', 'syscheck.audit.process.ppid', 'data.audit.ppid'),
    ...placed({ commandLine: said.take('data.win.eventdata.parentCommandLine') }),
  });

/** Sysmon writes `SHA1=…,MD5=…,SHA256=…,IMPHASH=…` in one field. */
function digestsOf(said: Dig): Process['hashes'] {
  const parts = (said.text('data.win.eventdata.hashes') ?? '').split(',');
  const texts = Object.fromEntries(parts.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part]));
  const read = (path: string) => texts[path];
  return hashesIn({ text: read, take: read }, 'sha256', 'sha1', 'md5');
}

const processIn = (said: Dig): Process | undefined =>
  placed({
    ...named(said.take(...processes)),
    pid: pidIn(said, ...pids),
    ...placed({ commandLine: said.take('data.win.eventdata.commandLine') }),
    hashes: digestsOf(said),
    parent: parentOf(said),
  });

/** Whether the agent itself opened the connection (Sysmon, event 3): the other end is then no attacker. */
export const isOutbound = (said: Dig): boolean => said.text('data.win.eventdata.initiated') === 'true';

export const actorOf = (said: Dig): Actor =>
  defined({
    ip: isOutbound(said) ? undefined : ipIn(said, ...ips),
    port: isOutbound(said) ? undefined : portIn(said, ...ports),
    country: said.take('GeoLocation.country_name'),
    user: saying(said.text(...users)) === undefined ? undefined : said.take(...users),
    userAgent: said.take(...agents),
    process: processIn(said),
  });
