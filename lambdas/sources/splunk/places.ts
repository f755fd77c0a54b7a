import type { Actor, Cloud, Connection, File, Process, Sensor, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { firstIn, ipIn } from '../_kit/detected.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';
import { fileOf, placed } from '../_kit/typed-places.ts';
import { addressOf, cvssIn, fileName, hashesIn, pidIn, portIn, processOf } from '../_kit/typed-values.ts';

// Fields of Splunk's Common Information Model in the row of a search
// (https://help.splunk.com/en/data-management/common-information-model).

export const row = (...names: readonly string[]): string[] => names.map((name) => `result.${name}`);

const parentOf = (said: Dig): Process['parent'] =>
  placed({
    name: said.take(...row('parent_process_name', 'parent_process_exec')),
    path: said.take(...row('parent_process_path')),
    pid: pidIn(said, ...row('parent_process_id')),
    commandLine: said.take(...row('parent_process')),
  });

/** `process` is the whole command line, `process_name` and `process_path` are the program alone. */
function programOf(said: Dig): Process | undefined {
  const [name, path] = [said.take(...row('process_name', 'process_exec')), said.take(...row('process_path'))];
  const whole = said.take(...row('process'));
  const isCommand = name !== undefined || path !== undefined;
  const read = whole === undefined ? {} : isCommand ? { commandLine: whole } : processOf(whole);
  return placed({
    ...read,
    ...defined({ name: name ?? (path === undefined ? undefined : fileName(path)), path }),
    pid: pidIn(said, ...row('process_id')),
    hashes: hashesIn(said, ...row('process_hash')),
    parent: parentOf(said),
  });
}

const actorOf = (said: Dig): Actor =>
  defined({
    ip: ipIn(said, ...row('src_ip', 'src', 'source_ip', 'clientip', 'src_host')),
    port: portIn(said, ...row('src_port')),
    country: said.take(...row('src_country', 'Country')),
    user: said.take(...row('user', 'src_user', 'user_name', 'username')),
    email: said.take(...row('user_email', 'src_user_email')),
    userAgent: said.take(...row('http_user_agent')),
    process: programOf(said),
  });

const isRiskUser = (said: Dig): boolean => said.text(...row('risk_object_type')) === 'user';

function targetOf(said: Dig, destination: string | undefined): Target {
  const ip = addressOf(destination);
  return defined({
    kind: 'host',
    method: said.take(...row('http_method')),
    url: said.take(...row('url')),
    host: ip === undefined ? destination : firstIn(said, ...row('dest_host', 'dest_name')),
    ip: ip ?? ipIn(said, ...row('dest_ip')),
    port: portIn(said, ...row('dest_port')),
    domain: said.take(...row('url_domain', 'dest_nt_domain')),
    user: said.take(...row('dest_user'), ...(isRiskUser(said) ? row('risk_object') : [])),
  });
}

const directions: Readonly<Record<string, 'inbound' | 'outbound' | 'lateral'>> = wordTable({
  inbound: 'inbound',
  outbound: 'outbound',
  internal: 'lateral',
});

const connectionOf = (said: Dig): Connection | undefined =>
  placed({
    direction: directions[said.text(...row('direction'))?.toLowerCase() ?? ''],
    protocol: said.take(...row('transport', 'protocol')),
    remote: placed({ domain: said.take(...row('query')) }),
  });

const fileIn = (said: Dig): File | undefined =>
  fileOf(said.take(...row('file_path')), hashesIn(said, ...row('file_hash')), said.take(...row('file_name')));

/** What was changed in the account of a provider. */
function cloudOf(said: Dig): Cloud | undefined {
  const account = said.take(...row('vendor_account'));
  const region = said.take(...row('vendor_region'));
  if (account === undefined && region === undefined) return undefined;
  return placed({
    account,
    region,
    resource: placed({
      uid: said.take(...row('object_id')),
      type: said.take(...row('object_category')),
      name: said.take(...row('object')),
    }),
  });
}

function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const cves = textsOf(said.value(...row('cve')));
  if (cves.length === 0) return undefined;
  const cvss = cves.length === 1 ? cvssIn(said, ...row('cvss')) : undefined;
  said.take(...row('cve'));
  return cves.map((cve) => defined({ cve, cvss }));
}

/** The device that reported it, or the machine whose log it stood in, where that is another one than it was done to. */
function sensorOf(said: Dig, destination: string | undefined): Sensor | undefined {
  const path = row('dvc', 'host', 'orig_host').find((each) => said.text(each) !== undefined);
  const host = path === undefined || said.text(path) === destination ? undefined : firstIn(said, path);
  return placed({ host });
}

/** `destination` and `thing` name, as the row has them, what it was done to. */
export function placesOf(said: Dig) {
  const destination = firstIn(said, ...row('dest', 'dest_host', 'dvc', 'host', 'orig_host'));
  const thing = said.text(...row('object', 'file_path', 'risk_object'));
  return {
    destination,
    thing,
    actor: actorOf(said),
    target: targetOf(said, destination),
    connection: connectionOf(said),
    file: fileIn(said),
    cloud: cloudOf(said),
    vulnerabilities: vulnerabilitiesOf(said),
    sensor: sensorOf(said, destination),
  };
}
export type Found = ReturnType<typeof placesOf>;
