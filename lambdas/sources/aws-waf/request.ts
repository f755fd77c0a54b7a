import type { Evidence } from '../../domain/alert.ts';
import type { Actor, Cloud, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { consoleUrl } from '../_kit/aws-console.ts';
import { joined } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { addressIn, cloudOfUid, placed } from '../_kit/typed-places.ts';
import { siteOf, takeRepeats } from '../_kit/typed-values.ts';

const in_ = (name: string): string => `httpRequest.${name}`;

interface Header {
  readonly name: string;
  readonly value: string;
  readonly at: string;
}

const headersOf = (said: Dig): Header[] =>
  said.list(in_('headers')).flatMap((_, i) => {
    const at = in_(`headers.${i}`);
    const [name, value] = [said.text(`${at}.name`), said.text(`${at}.value`)];
    return name === undefined || value === undefined ? [] : [{ name, value, at }];
  });

/** Header lines leave the facts: as evidence a credential stands behind its name, and is removed. */
function headerLine(said: Dig, { name, value, at }: Header): string {
  said.take(`${at}.name`);
  said.take(`${at}.value`);
  return `${name}: ${value}`;
}

const headerIn = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value;

const urlOf = (said: Dig): string | undefined => {
  const args = said.text(in_('args'));
  const url = said.text(in_('uri'));
  return url === undefined || args === undefined ? url : `${url}?${args}`;
};

/** The request as it came. */
function evidenceOf(said: Dig, headers: readonly Header[], at: string | undefined): Evidence[] {
  const start = joined([said.text(in_('httpMethod')), urlOf(said), said.text(in_('httpVersion'))]);
  const lines = [start, ...headers.map((header) => headerLine(said, header))].filter((line) => line !== '');
  return lines.length === 0 ? [] : [defined({ at, kind: 'request', content: lines.join('\n') })];
}

/** The name or the address that the request was for; it leaves the facts when there is no port behind it. */
function siteIn(said: Dig, headers: readonly Header[]): ReturnType<typeof siteOf> {
  const site = siteOf(said.text(in_('host')) ?? headerIn(headers, 'host'));
  takeRepeats(said, site.ip ?? site.domain, in_('host'));
  return site;
}

function targetOf(said: Dig, headers: readonly Header[]): Target {
  const url = urlOf(said);
  if (url !== undefined) for (const part of ['uri', 'args']) said.take(in_(part));
  return defined({
    kind: 'site',
    ...siteIn(said, headers),
    url,
    method: said.take(in_('httpMethod')),
  });
}

/** `-` is a country that is not known. */
function actorOf(said: Dig, headers: readonly Header[]): Actor {
  const country = in_('country');
  return defined({
    ip: addressIn(said, in_('clientIp')),
    country: said.text(country) === '-' ? undefined : said.take(country),
    userAgent: headerIn(headers, 'user-agent'),
  });
}

/** `arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>`; a web ACL of WAF Classic has an id alone. */
function webAclIn(said: Dig) {
  const arn = said.text('webaclId') ?? '';
  const [, , service, region = '', , path = ''] = arn.split(':', 6);
  const [scope, kind, name, id] = path.split('/');
  return service === 'wafv2' && kind === 'webacl' ? { region, scope, name, id } : undefined;
}

/** The web ACL; one without an ARN leaves the place to the load balancer, distribution or API that it protects. */
function resourceOf(said: Dig): Cloud['resource'] {
  const acl = webAclIn(said);
  if (acl === undefined) return placed({ uid: said.take('httpSourceId'), type: said.take('httpSourceName') });
  return placed({ uid: said.take('webaclId'), type: 'AWS::WAFv2::WebACL', name: acl.name });
}

/** Account and region stand in the ARN of the web ACL. */
function cloudOf(said: Dig): Cloud {
  const { account, region } = cloudOfUid(said.text('webaclId') ?? '');
  return defined({ provider: 'aws', account, region, resource: resourceOf(said) });
}

/** The name of a web ACL, else its id. */
export const aclOf = (said: Dig): string | undefined => webAclIn(said)?.name ?? said.text('webaclId');

/** The page of the web ACL in the console; those of CloudFront are in a region of their own there. */
export function pageOf(said: Dig): string | undefined {
  const { region = '', scope, name, id } = webAclIn(said) ?? {};
  if (name === undefined || id === undefined) return undefined;
  const where = scope === 'global' ? 'global' : region;
  const [acl, uid] = [name, id].map((part) => encodeURIComponent(part.toWellFormed()));
  return consoleUrl(region, `wafv2/homev2/web-acl/${acl}/${uid}/overview?region=${where}`);
}

/** Who asked for what, where, and the request itself. */
export function sceneOf(said: Dig, at: string | undefined) {
  const headers = headersOf(said);
  return {
    actor: actorOf(said, headers),
    evidence: evidenceOf(said, headers, at),
    target: targetOf(said, headers),
    cloud: cloudOf(said),
  };
}
