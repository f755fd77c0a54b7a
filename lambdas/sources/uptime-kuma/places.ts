import { isIP } from 'node:net';
import type { Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { portIn } from '../_kit/typed-values.ts';

/** The parts of an address; a monitor of another kind keeps a bare `https://` there. */
const siteIn = (url: string | undefined): URL | undefined => {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed === null || parsed.hostname === '' ? undefined : parsed;
};

/** The address that could not be reached, as Node.js writes it: `connect ECONNREFUSED 192.0.2.20:443`. */
function tried(text: string): Pick<Target, 'ip' | 'port'> {
  const [, ip = '', port] = /^connect E[A-Z]+ ([\da-f.:]+):(\d{1,5})$/i.exec(text) ?? [];
  return isIP(ip) === 0 || Number(port) > 65_535 ? {} : { ip, port: Number(port) };
}

/** Only monitors of sites use the method. */
function siteOf(said: Dig, address: string | undefined): Target | undefined {
  const site = siteIn(said.text('monitor.url') ?? address);
  if (site === undefined) return undefined;
  return defined({
    kind: 'site',
    url: said.take('monitor.url') ?? address,
    ...tried(said.text('heartbeat.msg') ?? ''),
    ...(isIP(site.hostname) === 0 ? { domain: site.hostname } : { ip: site.hostname }),
    ...(site.port === '' ? {} : { port: Number(site.port) }),
    method: said.take('monitor.method'),
  });
}

function hostOf(said: Dig): Target {
  const name = said.take('monitor.hostname');
  const place = name !== undefined && isIP(name) !== 0 ? 'ip' : 'host';
  return defined({ kind: 'host', [place]: name, port: portIn(said, 'monitor.port') });
}

/** The places of a notification: the machine that is probed, or the site. */
export const placesOf = (said: Dig, address: string | undefined): Placed =>
  defined({
    target: said.text('monitor.hostname') === undefined ? (siteOf(said, address) ?? hostOf(said)) : hostOf(said),
    container: placed({ name: said.take('monitor.docker_container') }),
  });
