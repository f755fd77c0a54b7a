import type { Alert } from '../../../../domain/alert.ts';
import { imageParts } from '../../../../domain/image-name.ts';
import { baseName, isAddress, isCountryCode, portIn, wholeIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';

// The objects of OCSF that stand in several places of a finding. Each is absent when it would break its own constraint.

type Program = NonNullable<NonNullable<Alert['actor']['process']>['parent']>;
type Hashes = NonNullable<Alert['file']>['hashes'];

/** The attribute `domain` of an endpoint is no observable; the host name of its other end is. */
interface Endpoint {
  readonly ip?: string | undefined;
  readonly port?: number | undefined;
  readonly hostname?: string | undefined;
  readonly country?: string | undefined;
  /** The id of the resource that it is. */
  readonly uid?: string | undefined;
}

/** https://schema.ocsf.io/1.8.0/objects/fingerprint */
const hashesOf = (hashes: Hashes) =>
  hashes === undefined
    ? []
    : (
        [
          [3, 'SHA-256', hashes.sha256],
          [4, 'SHA-512', hashes.sha512],
          [2, 'SHA-1', hashes.sha1],
          [1, 'MD5', hashes.md5],
        ] as const
      ).flatMap(([id, algorithm, value]) => (value ? [{ algorithm_id: id, algorithm, value }] : []));

/** A file that is known by its hash alone has that as its name, which the object requires. */
export function fileOf(file: { path?: string | undefined; name?: string | undefined; hashes?: Hashes }) {
  const hashes = hashesOf(file.hashes);
  const name = file.name || baseName(file.path) || hashes[0]?.value;
  return name === undefined ? undefined : present({ name, path: file.path, type_id: 1, type: 'Regular File', hashes });
}

/** Without a pid the constraint of the object asks for an id: one that no other process has. */
function programOf({ name, path, pid, commandLine, hashes }: Program, uid: string) {
  const number = wholeIn(pid);
  const file = path || hashes ? fileOf({ path, name: path ? undefined : name, hashes }) : undefined;
  const known = { name, cmd_line: commandLine, pid: number, file };
  const isKnown = name || commandLine || number !== undefined || file !== undefined;
  return isKnown ? present(number === undefined ? { ...known, uid } : known) : undefined;
}

/** A process and the one that started it; `uid` names this report's process where there is no pid. */
export function processOf(process: Alert['actor']['process'], uid: string) {
  if (process === undefined) return undefined;
  const own = programOf(process, uid);
  const parent = process.parent === undefined ? undefined : programOf(process.parent, `${uid}/parent`);
  if (parent === undefined) return own;
  return { ...(own ?? { uid }), parent_process: parent };
}

const EMAIL_MAX = 320;

/** The pattern of the type `email_t`. */
export const isEmail = (text: string | undefined): text is string =>
  text !== undefined &&
  text.length <= EMAIL_MAX &&
  /^[a-zA-Z0-9!#$%&'*+-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/.test(text);

export const userOf = (name: string | undefined, email?: string) =>
  name || email ? present({ name: name || email, email_addr: isEmail(email) ? email : undefined }) : undefined;

/** The id of a virtual machine of AWS has an attribute of its own. */
const idOf = (uid: string | undefined) =>
  uid && /^i-[0-9a-f]{8,17}$/.test(uid) ? { instance_uid: uid } : { uid: uid || undefined };

/** A text that is no address is the name of the endpoint; the constraint asks for a name where the port alone is known. */
export function endpointOf({ ip, port, hostname, country, uid }: Endpoint) {
  const isNamed = Boolean(ip || hostname || uid);
  if (!isNamed && portIn(port) === undefined) return undefined;
  return present({
    ip: isAddress(ip) ? ip : undefined,
    name: isAddress(ip) ? undefined : isNamed ? ip : 'unknown',
    ...idOf(uid),
    hostname,
    port: portIn(port),
    location: isCountryCode(country) ? { country } : undefined,
  });
}

const numberOf = (port: string): number | undefined => (port === '' ? undefined : portIn(Number(port)));

export function urlOf(text: string | undefined) {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null) return { url_string: text };
  return present({
    url_string: text,
    hostname: url.hostname,
    path: url.pathname,
    port: numberOf(url.port),
    query_string: url.search.slice(1),
    scheme: url.protocol.slice(0, -1),
  });
}

/** https://schema.ocsf.io/1.8.0/objects/container, `hash`: the SHA-256 of the image. */
function imageHash(image = '') {
  const { digest } = imageParts(image);
  return /^sha256:[\da-f]{64}$/.test(digest)
    ? { algorithm_id: 3, algorithm: 'SHA-256', value: digest.slice('sha256:'.length) }
    : undefined;
}

export function containerOf({ container, kubernetes }: Alert) {
  const { id, name, image } = container ?? {};
  if (!id && !name) return undefined;
  return present({
    uid: id,
    name,
    hash: imageHash(image),
    image: image ? { uid: image, name: image } : undefined,
    orchestrator: kubernetes === undefined ? undefined : 'kubernetes',
  });
}
