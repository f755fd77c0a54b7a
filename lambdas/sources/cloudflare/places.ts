import type { Cloud, Connection, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { firstIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { addressIn, placed } from '../_kit/typed-places.ts';
import { portIn, siteOf } from '../_kit/typed-values.ts';

/** What a notification is about: the site or address, and the thing in the account, as it names them. */
export interface About {
  readonly site: string | undefined;
  readonly thing: string | undefined;
}

const sites = [
  'data.target_hostname',
  'data.target_ip',
  'data.origin_ip',
  'data.hostnames',
  'data.target_zone_name',
] as const;

/** Names of things in an account, with their ids, and what each is called. */
const things = [
  ['data.zone_name', 'data.zone_tag', 'zone'],
  ['data.health_check_name', 'data.health_check_id', 'health check'],
  ['data.pool_name', 'data.pool_id', 'pool'],
  ['data.tunnel_name', 'data.tunnel_id', 'tunnel'],
  ['data.prefix_hijacked', undefined, 'prefix'],
  ['data.subject', undefined, undefined],
  ['data.config.name', undefined, undefined],
  ['data.name', 'data.health_check_id', undefined],
] as const;

const hasAddress = (said: Dig): boolean => said.text('data.target_ip', 'data.origin_ip') !== undefined;

export const aboutOf = (said: Dig): About => ({
  site: said.text(...sites),
  thing: said.text(...things.map(([name]) => name), ...(hasAddress(said) ? [] : ['data.account_name'])),
});

/** `rdp.shop.example`; a name with blanks or without a dot is none. */
const domainIn = (text: string | undefined): string | undefined =>
  /^(?:[\w-]+\.)+[a-z][\w-]*$/i.test(text ?? '') ? text : undefined;

export function targetOf(said: Dig): Target {
  const site = siteOf(firstIn(said, 'data.target_hostname', 'data.hostnames', 'data.target_zone_name'));
  const zone = said.text('data.zone_name');
  const hasZone = [zone, said.text('data.target_hostname', 'data.target_zone_name')].some((name) => name !== undefined);
  return defined({
    kind: hasZone ? 'zone' : 'account',
    ip: site.ip ?? addressIn(said, 'data.target_ip', 'data.origin_ip', 'data.ports.0.ip'),
    port: site.port ?? portIn(said, 'data.target_port', 'data.ports.0.number'),
    domain: site.domain ?? zone ?? domainIn(said.text('data.subject')),
  });
}

export const connectionOf = (said: Dig): Connection | undefined => placed({ protocol: said.take('data.protocol') });

/** The account, and the zone, tunnel, pool or check in it. */
export function cloudOf(said: Dig): Cloud {
  const [name, id, type] = things.find(([path]) => said.text(path) !== undefined) ?? [];
  return defined({
    provider: 'cloudflare',
    account: said.take('account_id', 'data.account_tag'),
    resource: placed({
      uid: id === undefined ? undefined : said.take(id),
      type,
      name: name === undefined ? undefined : said.take(name),
    }),
  });
}
