import { isIP } from 'node:net';
import type { Actor, Code, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { joined } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';

// `location` has the shape of the report: files, images, running workloads, addresses
// (https://docs.gitlab.com/user/application_security/vulnerability_report/).

export const at = 'object_attributes';
export const place = `${at}.location`;

/** Name and kind of the identifiers that a scanner gave. */
export const identifiersOf = (said: Dig): { readonly name: string; readonly isCve: boolean }[] =>
  said.list(`${at}.identifiers`).flatMap((item) => {
    const each = dig(item);
    const name = each.text('name', 'external_id', 'value');
    return name === undefined ? [] : [{ name, isCve: /^cve$/i.test(each.text('external_type') ?? '') }];
  });

/** `group/project` of `https://gitlab.example.com/group/project/-/security/vulnerabilities/1`. */
const projectIn = (url: string | undefined): string | undefined => /^https?:\/\/[^/]+\/(.+?)\/-\//.exec(url ?? '')?.[1];

export const projectOf = (said: Dig): string | undefined =>
  said.text('project.path_with_namespace') ?? projectIn(said.text(`${at}.url`));

/** `https://shop.example:8443`, or a host alone. */
function endpointOf(host: string | undefined): Pick<Target, 'ip' | 'port' | 'domain'> {
  const url = URL.parse(host?.includes('://') === true ? host : `https://${host ?? ''}`);
  if (host === undefined || url === null) return {};
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? undefined : Number(url.port);
  return defined({ port, ...(isIP(name) === 0 ? { domain: name } : { ip: name }) });
}

function targetOf(said: Dig): Target {
  const host = said.take(`${place}.hostname`, `${place}.host`);
  const url = joined([host, said.take(`${place}.path`)], '');
  return defined({
    kind: said.value(`${place}.image`) === undefined ? 'project' : 'image',
    method: said.take(`${place}.method`, `${place}.request.method`),
    url: url === '' ? undefined : url,
    ...endpointOf(host),
  });
}

function codeOf(said: Dig): Code | undefined {
  const repository = projectOf(said);
  if (repository === said.text('project.path_with_namespace')) said.take('project.path_with_namespace');
  return placed({ repository, path: said.take(`${place}.file`), line: countIn(said, `${place}.start_line`) });
}

function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const cves = identifiersOf(said).flatMap(({ name, isCve }) => (isCve ? [name] : []));
  for (const [i] of said.list(`${at}.identifiers`).entries())
    for (const path of ['name', 'external_id', 'value'].map((part) => `${at}.identifiers.${i}.${part}`))
      if (cves.includes(said.text(path) ?? '')) said.take(path);
  const packaged = placed({
    package: said.take(`${place}.dependency.package.name`),
    version: said.take(`${place}.dependency.version`),
  });
  if (cves.length > 0) return cves.map((cve) => ({ cve, ...packaged }));
  return packaged === undefined ? undefined : [packaged];
}

/** The person who changed the status. */
const actorOf = (said: Dig): Actor => defined({ user: said.take('user.username', 'user.name') });

const resource = `${place}.kubernetes_resource`;

/** Where a vulnerability is: in code, in a package, in an image, in a running workload, at an address. */
export const placesOf = (said: Dig): Placed =>
  defined({
    actor: actorOf(said),
    target: targetOf(said),
    code: codeOf(said),
    container: placed({ name: said.take(`${resource}.container_name`), image: said.take(`${place}.image`) }),
    kubernetes: placed({
      cluster: said.take(`${resource}.cluster_id`, `${resource}.agent_id`),
      namespace: said.take(`${resource}.namespace`),
      workload: said.take(`${resource}.name`),
    }),
    vulnerabilities: vulnerabilitiesOf(said),
  });
