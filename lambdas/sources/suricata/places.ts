import type { Connection, File, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';
import { addressIn, fileOf, isDomain, type Placed, placed, takeIf, weaknessesNamed } from '../_kit/typed-places.ts';
import { addressOf, hashesIn, hostAndPort, isPrivateAddress, portIn, takeRepeats } from '../_kit/typed-values.ts';

// `src` and `dest` are the ends of the packet that a rule matched; a rule with the keyword `target` says which of them attacks.

interface End {
  readonly ip: string | undefined;
  readonly port: number | undefined;
}

/** The two ends: who did it, to whom, and which of them is the server. */
interface Ends {
  readonly from: End;
  readonly to: End;
  readonly direction: Connection['direction'];
  readonly isFromServer: boolean;
}

function directionOf(from: string | undefined, to: string | undefined): Connection['direction'] {
  if (addressOf(from) === undefined || addressOf(to) === undefined) return undefined;
  const [isOwn, isToOwn] = [isPrivateAddress(from ?? ''), isPrivateAddress(to ?? '')];
  if (isOwn && isToOwn) return 'lateral';
  return isOwn ? 'outbound' : isToOwn ? 'inbound' : undefined;
}

/** A rule with the keyword `target` says who attacks: then it may be the one who answers. */
function endsOf(said: Dig): Ends {
  const attacker = said.text('alert.source.ip');
  const isTurned = attacker !== undefined && attacker === said.text('dest_ip');
  const [src, dest] = isTurned ? ['dest', 'src'] : ['src', 'dest'];
  const direction = directionOf(said.text(`${src}_ip`), said.text(`${dest}_ip`));
  // A proxy names the client for whom it asks.
  const behind = addressIn(said, 'xff', 'alert.xff', 'http.xff');
  const from = { ip: behind ?? addressIn(said, `${src}_ip`), port: portIn(said, `${src}_port`) };
  const to = { ip: addressIn(said, `${dest}_ip`), port: portIn(said, `${dest}_port`) };
  takeRepeats(said, from.ip, 'alert.source.ip');
  takeRepeats(said, to.ip, 'alert.target.ip');
  const isAnswer = /^to_client$/i.test(said.text('direction') ?? '');
  return { from, to, direction, isFromServer: isAnswer !== isTurned };
}

const firstName = (said: Dig, ...paths: readonly string[]): string | undefined =>
  takeIf(said, (text) => isDomain(text), ...paths);

/** The server that was asked, by the name in the request. */
const siteIn = (said: Dig): string | undefined => firstName(said, 'tls.sni', 'quic.sni', 'http.hostname');

/** The name that a resolver was asked for, which is not the resolver's own. */
const lookedUp = (said: Dig): string | undefined =>
  firstName(said, 'dns.query.0.rrname', 'dns.queries.0.rrname', 'dns.rrname');

/** The address of a request; `http.url` is a path, save to a proxy. */
function urlOf(said: Dig): string | undefined {
  const [host, path] = [said.text('http.hostname'), said.text('http.url')];
  if (path === undefined) return undefined;
  if (!path.startsWith('/') || host === undefined) return said.take('http.url');
  const port = said.text('http.http_port');
  said.take('http.url');
  return `http://${said.take('http.hostname')}${port === undefined || hostAndPort(host).port !== undefined ? '' : `:${port}`}${path}`;
}

/** What was asked of one's own server; a request that goes out, or its answer, is about the other end. */
function targetOf(said: Dig, { to, direction, isFromServer }: Ends, site: string | undefined): Target {
  if (direction === 'outbound') return { kind: 'host' };
  if (isFromServer) return defined({ kind: 'host', ip: to.ip, port: to.port });
  const url = urlOf(said);
  return defined({
    kind: url === undefined ? 'host' : 'site',
    ip: to.ip,
    port: to.port,
    domain: site,
    url,
    method: said.take('http.http_method'),
  });
}

/** The other end, where it is no server of one's own. */
function remoteOf({ from, to, direction, isFromServer }: Ends, site: string | undefined): Connection['remote'] {
  if (direction === 'outbound') return placed({ ...to, domain: isFromServer ? undefined : site });
  return isFromServer ? placed({ ...from, domain: site }) : undefined;
}

/** Beside a name that was looked up stands who was asked for it. */
function remoteWithName(ends: Ends, site: string | undefined, name: string | undefined): Connection['remote'] {
  const remote = remoteOf(ends, site);
  // Of what comes in the one that was asked is the target.
  const asked = ends.direction === 'inbound' ? {} : ends.to;
  return name === undefined ? remote : placed({ ...(remote ?? asked), domain: name });
}

const connectionOf = (said: Dig, ends: Ends, site: string | undefined): Connection | undefined =>
  placed({
    direction: ends.direction,
    protocol: said.take('proto'),
    remote: remoteWithName(ends, site, lookedUp(said)),
  });

const files = ['fileinfo', 'files.0'];

function fileIn(said: Dig): File | undefined {
  const at = (name: string) => files.map((each) => `${each}.${name}`);
  const name = said.take(...at('filename'));
  const hashes = hashesIn(said, ...at('sha256'), ...at('sha1'), ...at('md5'));
  if (name === undefined) return placed({ hashes });
  return /[\\/]/.test(name) ? fileOf(name, hashes) : fileOf(undefined, hashes, name);
}

const WEAKNESSES_MAX = 64;

/** Rules of Emerging Threats write `CVE_2021_44228`, others stand in the name of the rule. */
function weaknessesOf(said: Dig): Vulnerability[] | undefined {
  const stated = textsOf(said.value('alert.metadata.cve')).flatMap((text) => text.split(/[,\s]+/));
  const names = stated.map((text) => text.replaceAll('_', '-').toUpperCase());
  const ids = names.flatMap((name) =>
    /^CVE-\d{4}-\d+$/.test(name) ? [name] : /^\d{4}-\d{4,}$/.test(name) ? [`CVE-${name}`] : [],
  );
  const all = [...ids, ...(weaknessesNamed(said.text('alert.signature')) ?? []).flatMap(({ cve }) => cve ?? [])];
  const found = [...new Set(all.map((cve) => cve.toUpperCase()))].slice(0, WEAKNESSES_MAX);
  return found.length === 0 ? undefined : found.map((cve) => ({ cve }));
}

/** Who talked to whom, about which file. */
export function placesOf(said: Dig): Placed {
  const ends = endsOf(said);
  const site = siteIn(said);
  const target = targetOf(said, ends, site);
  return defined({
    actor: defined({
      ip: ends.from.ip,
      port: ends.from.port,
      userAgent: ends.isFromServer ? undefined : said.take('http.http_user_agent'),
    }),
    target,
    connection: connectionOf(said, ends, site),
    file: fileIn(said),
    vulnerabilities: weaknessesOf(said),
    sensor: placed({ host: said.take('host') }),
  });
}
