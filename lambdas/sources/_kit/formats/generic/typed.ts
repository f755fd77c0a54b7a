import { isIP } from 'node:net';
import type { Actor, Target } from '../../../../domain/places.ts';
import { defined, type Texts } from '../../../../domain/values/json-fields.ts';
import type { NamedFields } from '../../named-fields.ts';
import { type Fact, fillPlaces, fillPlacesOf, type PlacedFacts } from '../../place-facts.ts';
import { isDomain, isEmail, isPath, placed } from '../../typed-places.ts';
import { hostAndPort, isPrivateAddress, processOf } from '../../typed-values.ts';
import { entitiesIn } from './entities.ts';
import type { Subject } from './places.ts';

type Facts = Readonly<Record<string, string>>;

/** The typed places of a stranger's record, and what stands in none. */
export interface Typed {
  readonly places: PlacedFacts & { readonly actor: Actor; readonly target: Target };
  /** The paths of the facts that stand in a place. */
  readonly taken: ReadonlySet<string>;
  /** Every text that stands in a place. */
  readonly shown: readonly string[];
}

const isUid = (text: string): boolean =>
  /^(?:arn:|\/subscriptions\/|\/\/\w+\.googleapis\.com\/|i-[0-9a-f]{8,}$)/i.test(text);

/** What is known under other names than those of the typed places. */
function resourcePlace(resource: string): Pick<PlacedFacts, 'cloud' | 'file'> {
  if (isUid(resource)) return { cloud: { resource: { uid: resource } } };
  if (isPath(resource)) return { file: { path: resource } };
  return { cloud: { resource: { name: resource } } };
}

/** Every text that stands in a place. */
function textsIn(value: unknown, texts: string[] = []): readonly string[] {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsIn(inner, texts);
  return texts;
}

function holds(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((inner) => holds(inner, text));
}

function withResource(places: PlacedFacts, resource: string | undefined): PlacedFacts {
  if (resource === undefined || holds(places, resource)) return places;
  const { cloud, file } = resourcePlace(resource);
  if (file !== undefined) return { ...places, file: { ...file, ...places.file } };
  return { ...places, cloud: { ...places.cloud, resource: { ...cloud?.resource, ...places.cloud?.resource } } };
}

/** The address under a bare name of a machine of one's own that has a weakness. */
const weakAddress = ({ actor, vulnerabilities }: PlacedFacts, { ip }: Subject): string | undefined =>
  vulnerabilities !== undefined && actor?.ip === undefined && isPrivateAddress(ip ?? '') ? ip : undefined;

/** The address of the machine itself, unless it stands in a place. */
const ownAddress = ({ actor, connection }: PlacedFacts, { ownIp }: Subject): string | undefined =>
  [actor?.ip, connection?.remote?.ip].includes(ownIp) ? undefined : ownIp;

/** A machine that reached another address than its own is the one that acted. */
const callerOf = ({ target, ...places }: PlacedFacts, subject: Subject): string | undefined =>
  target?.ip === undefined || target.ip === subject.ownIp ? undefined : ownAddress(places, subject);

/** Whether the address under a bare name is of something else than who did it. */
const isOfNobody = (places: PlacedFacts, subject: Subject): boolean =>
  places.actor?.ip === undefined &&
  [places.connection?.remote?.ip, places.target?.ip, weakAddress(places, subject)].includes(subject.ip);

function actorOf(places: PlacedFacts, subject: Subject): Actor {
  const { actor } = places;
  const { country, user, process } = subject;
  const { ip = callerOf(places, subject), port } = isOfNobody(places, subject) ? {} : subject;

  const program = actor?.process ?? (process === undefined ? undefined : processOf(process));
  const name = actor?.user ?? user;
  const email = isEmail(name ?? '') ? name : undefined;
  if (actor === undefined) return defined({ ip, port, country, user, email, process: program });
  return defined({ ...placed({ ip, port, country, user, email }), ...actor, process: program });
}

/** A host is a machine: an address or the id of an instance has a place of its own. */
function hostPlace({ host, url, method }: Subject, isInstance: boolean): Partial<Target> {
  if (host === undefined || isInstance) return {};
  // Beside a request it is the site that was called.
  const isSite = (url ?? method) !== undefined;
  const { host: name, port } = hostAndPort(host);
  if (isIP(name) !== 0) return defined({ ip: name, port });
  return isSite && isDomain(name) ? defined({ domain: name, port }) : defined({ host: name, port });
}

function kindOf(subject: Subject): string {
  if ((subject.container ?? subject.pod) !== undefined) return 'container';
  if (subject.url !== undefined) return 'api';
  if (subject.workload !== undefined) return 'workload';
  if (subject.host !== undefined) return 'host';
  return subject.resource === undefined ? 'unknown' : 'resource';
}

function targetOf(places: PlacedFacts, subject: Subject): Target {
  const { target, cloud } = places;
  const kind = kindOf(subject);
  const { method, url } = subject;
  const end = hostPlace(subject, cloud?.resource?.uid === subject.host);
  const ip = weakAddress(places, subject) ?? ownAddress(places, subject);
  if (target === undefined) return defined({ kind, method, url, ip, ...end });
  const { host, ...known } = target;
  const isPlaced = host === undefined || end.domain !== undefined;
  return { ...defined({ kind, method, url, ip, ...end }), ...known, ...(isPlaced ? {} : { host }) };
}

/** The names of Kubernetes that stand under more places than the typed ones know. */
const clusterOf = ({ kubernetes }: PlacedFacts, { cluster, namespace, workload, pod }: Subject) =>
  (cluster ?? namespace ?? workload ?? pod) === undefined
    ? kubernetes
    : placed({ cluster, namespace, workload, pod, ...kubernetes });

const containerOf = ({ container: known }: PlacedFacts, { container: name, image }: Subject) =>
  (name ?? image) === undefined ? known : placed({ name, image, ...known });

/** Places that are still free, from facts that stay where they are. */
function filledFrom(entries: readonly Fact[], before: PlacedFacts): PlacedFacts {
  return entries.length === 0 ? before : fillPlaces(entries, before).places;
}

/** What is known of the texts of a record beside their paths. */
type Beside = Pick<NamedFields, 'pairs' | 'unfilled'>;

/** Fills the typed places by the names and the looks of the facts, then by what people know the problem by. */
export function typedPlaces(own: Texts, around: Facts, subject: Subject, { pairs, unfilled }: Beside): Typed {
  const first = fillPlacesOf(own, unfilled);
  const second = filledFrom([...Object.entries(pairs), ...entitiesIn(own)], first.places);
  const places = withResource(filledFrom(Object.entries(around), second), subject.resource);
  const typed = {
    actor: actorOf(places, subject),
    target: targetOf(places, subject),
    connection: places.connection,
    file: places.file,
    container: containerOf(places, subject),
    kubernetes: clusterOf(places, subject),
    cloud: places.cloud,
    code: places.code,
    vulnerabilities: places.vulnerabilities,
    sensor: places.sensor,
    finding: places.finding,
    riskScore: places.riskScore,
    confidence: places.confidence,
  };
  return { places: typed, taken: first.taken, shown: textsIn(typed) };
}
