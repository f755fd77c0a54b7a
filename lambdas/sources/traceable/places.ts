import type { Actor, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { cvssIn, portIn, siteOf } from '../_kit/typed-values.ts';

// What each kind of event adds to the common fields differs, and so do the names: the likely ones are tried in turn.

export const actorOf = (said: Dig): Actor =>
  defined({
    ip: ipIn(
      said,
      'actorIpAddress',
      'ipAddress',
      'actorIp',
      'sourceIp',
      'clientIp',
      'ip',
      'threatActor.ipAddress',
      'actorIpAddresses',
      'ipAddresses',
    ),
    port: portIn(said, 'sourcePort', 'clientPort'),
    country: said.take('country', 'actorCountry', 'countryCode', 'sourceCountry'),
    user: said.take('userId', 'user', 'userName', 'actorName', 'actor', 'threatActorName', 'threatActor', 'modifiedBy'),
    email: said.take('userEmail', 'actorEmail'),
    userAgent: said.take('userAgent'),
  });

/** The API as the event names it. */
export interface Api {
  readonly host: string | undefined;
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly name: string | undefined;
  readonly service: string | undefined;
}

export const apiIn = (said: Dig): Api => ({
  host: said.take('host', 'domain', 'hostname', 'domainName'),
  url: said.take('url', 'requestUrl', 'apiUri', 'path', 'apiPath'),
  method: said.take('httpMethod', 'requestMethod', 'method'),
  name: said.text('apiName', 'apiEndpoint', 'api', 'endpoint', 'entityName'),
  service: said.take('serviceName', 'service'),
});

/** `GET /orders` is the name of an API too. */
export function targetOf({ host, url, method, name }: Api): Target {
  const [, verb, path] = /^([A-Z]{3,7}) (\/\S*)$/.exec(name ?? '') ?? [];
  return defined({ kind: 'api', method: method ?? verb, url: url ?? path, ...siteOf(host) });
}

export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const found = placed({ cve: said.take('cve', 'cveId'), cvss: cvssIn(said, 'cvssScore', 'cvss') });
  return found === undefined ? undefined : [found];
}
