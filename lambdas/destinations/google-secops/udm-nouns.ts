import { isIP } from 'node:net';
import type { Alert } from '../../domain/alert.ts';
import { httpUrl, visible } from '../../domain/values/text.ts';
import { present, programOf } from '../_kit/formats/format.ts';

/** The nouns of a UDM event: https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#noun */

/** Text that Google's parser takes: it refuses a whole request for half of a surrogate pair. */
export const plain = (text: string | undefined): string | undefined => {
  const shown = visible(text ?? '').trim();
  return shown === '' ? undefined : shown;
};

const isAddress = (text: string | undefined): text is string =>
  text !== undefined && isIP(text) > 0 && !text.includes('%');

/** An address is an address, anything else the name of a machine. */
const machine = (text: string | undefined) => (isAddress(text) ? { ip: [text] } : { hostname: plain(text) });

function processOf(text: string | undefined) {
  const program = programOf(text);
  if (program === undefined) return undefined;
  return present({
    commandLine: plain(text),
    file: program.path === undefined ? undefined : { fullPath: plain(program.path) },
  });
}

/** Who did it. UDM wants a machine or a user in it: without either, the machine that it was done on. */
export function principalOf({ actor, target }: Alert) {
  const process = processOf(actor.process);
  const user = plain(actor.user);
  const isKnown = plain(actor.ip) !== undefined || user !== undefined;
  const stage = plain(target.host ?? target.pod ?? target.workload);
  if (!isKnown && (process === undefined || stage === undefined)) return undefined;
  return present({
    ...(isKnown ? machine(actor.ip) : { hostname: stage }),
    user: user === undefined ? undefined : { userid: user },
    process,
    location: present({ countryOrRegion: plain(actor.country) }),
  });
}

const kinds = [
  ['container', 'CONTAINER'],
  ['pod', 'POD'],
  ['workload', undefined],
  ['namespace', undefined],
  ['cluster', 'CLUSTER'],
] as const;

/** From the innermost thing that is named outwards; what runs in Kubernetes is a resource with ancestors. */
function resourcesOf({ target }: Alert) {
  return kinds.flatMap(([kind, type]) => {
    const name = plain(target[kind]);
    return name === undefined ? [] : [present({ name, resourceType: type, resourceSubtype: kind })];
  });
}

const fileOf = ({ target: { kind, resource } }: Alert) =>
  kind === 'file' && plain(resource) !== undefined ? { fullPath: plain(resource) } : undefined;

/** What it was done to. */
export function targetOf(alert: Alert) {
  const { target } = alert;
  const [innermost, ...around] = resourcesOf(alert);
  const file = fileOf(alert);
  const named =
    file === undefined && plain(target.resource) !== undefined
      ? { name: plain(target.resource), resourceSubtype: plain(target.kind) }
      : undefined;
  return present({
    ...(target.host === undefined ? {} : machine(target.host)),
    url: plain(target.url),
    file,
    resource: named ?? innermost,
    resourceAncestors: named === undefined || innermost === undefined ? around : [innermost, ...around],
  });
}

/** Links lead back to the sender's own console. */
export const linkOf = ({ url }: Alert): string | undefined => httpUrl(url);
