import type { Actor, Process } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { placed } from '../../typed-places.ts';
import { hashesIn, pidIn } from '../../typed-values.ts';

const addresses = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[\da-f:]*:[\da-f]*:)[\da-f:]+)(?![\w:])/i;

/** The first address of a field: the cloud's own services stand as names there, and k8saudit writes a list. */
function addressIn(said: Lookup, ...names: readonly string[]): string | undefined {
  const text = said.text(...names);
  const address = addresses.exec(text ?? '')?.[0];
  return address === text ? said.take(...names) : address;
}

function processOf(said: Lookup): Process | undefined {
  const parent = placed({
    name: said.take('proc.pname'),
    path: said.take('proc.pexepath'),
    pid: pidIn(said, 'proc.ppid'),
    commandLine: said.take('proc.pcmdline'),
  });
  return placed({
    name: said.take('proc.name'),
    path: said.take('proc.exepath'),
    pid: pidIn(said, 'proc.pid'),
    commandLine: said.take('proc.cmdline'),
    hashes: hashesIn(said, 'proc.hash.sha256', 'proc.hash.sha1', 'proc.hash.md5'),
    parent,
  });
}

const users = [
  'ka.user.name',
  'ct.user',
  'okta.actor.name',
  'github.user',
  'gcp.user',
  'ct.user.arn',
  'ct.user.principalid',
  'user.name',
  'user.loginname',
];

const agents = ['ka.useragent', 'ct.useragent', 'okta.useragent.raw', 'gcp.useragent'];

/** The first of several fields that is a mail address. */
function emailIn(said: Lookup, ...names: readonly string[]): string | undefined {
  const name = names.find((each) => /^[^\s@]+@[^\s@]+$/.test(said.text(each) ?? ''));
  return name === undefined ? undefined : said.take(name);
}

/** Who did it: the program of a system call, or the caller of an API. */
export const actorOf = (said: Lookup): Actor =>
  defined({
    ip: addressIn(said, 'ct.srcip', 'okta.client.ip', 'ka.sourceips', 'gcp.callerip'),
    country: said.take('okta.client.geo.country'),
    user: said.take(...users),
    email: emailIn(said, 'okta.actor.alternateid', 'ka.user.name', 'gcp.user', 'ct.user'),
    userAgent: said.take(...agents),
    process: processOf(said),
  });
