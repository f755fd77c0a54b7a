import type { Detection } from '../../domain/detection.ts';
import type { Target, Vulnerability } from '../../domain/places.ts';
import { type Texts as Collected, isFields, setOwn } from '../../domain/values/json-fields.ts';
import { notesOf } from '../../domain/values/shapes.ts';
import { digestBehind } from './image-digest.ts';
import { type Meaning, meaningOf } from './place-dictionary.ts';
import { partsOf } from './place-parts.ts';
import { digestOf, shapes } from './place-shapes.ts';
import { cloudOfUid } from './typed-places.ts';
import { fileName, isPrivateAddress } from './typed-values.ts';

type Texts = Readonly<Record<string, string>>;

/** The typed places that flattened facts fill. */
export type PlacedFacts = Pick<
  Detection,
  | 'connection'
  | 'file'
  | 'container'
  | 'kubernetes'
  | 'cloud'
  | 'code'
  | 'vulnerabilities'
  | 'sensor'
  | 'finding'
  | 'riskScore'
  | 'confidence'
> & { readonly actor?: Detection['actor']; readonly target?: Partial<Target> };

/** A text of a record, and its path. */
export type Fact = readonly [path: string, text: string];

interface Candidate {
  readonly place: readonly string[];
  /** The place as one text. */
  readonly key: string;
  readonly path: string;
  readonly text: string;
  readonly value: string | number;
  readonly rank: number;
  readonly isWeakness: boolean;
}

const LISTED = 1_000;

function candidateFor({ specs, group }: Meaning, path: string, text: string): Candidate | undefined {
  const trimmed = text.trim();
  for (const { place, key, shape, rank, isWeakness } of specs) {
    const value = shapes[shape](trimmed);
    if (value === undefined) continue;
    // What stands in a list is one of many.
    const found = { place, key, path, text, value, rank: group === '' ? rank : rank + LISTED, isWeakness };
    if (shape !== 'hash') return found;
    const [name, hex] = digestOf(trimmed);
    return { ...found, place: [...place, name], key: `${key}.${name}`, value: hex };
  }
  return undefined;
}

/** The best candidate for each place, and for each part of a weakness by the item of a list that it stands in. */
interface Found {
  readonly places: Map<string, Candidate>;
  readonly weaknesses: Map<string, Map<string, Candidate>>;
}

function keep(places: Map<string, Candidate>, candidate: Candidate): void {
  const before = places.get(candidate.key);
  if (before === undefined || candidate.rank < before.rank) places.set(candidate.key, candidate);
}

function groupIn(weaknesses: Found['weaknesses'], name: string): Map<string, Candidate> {
  const group = weaknesses.get(name) ?? new Map<string, Candidate>();
  weaknesses.set(name, group);
  return group;
}

function find(meaning: Meaning, path: string, text: string, found: Found): void {
  const candidate = candidateFor(meaning, path, text);
  if (candidate !== undefined) {
    keep(candidate.isWeakness ? groupIn(found.weaknesses, meaning.group) : found.places, candidate);
    return;
  }
  for (const [key, part] of partsOf(meaning, text)) findPart(meaning, key, path, part, found);
}

/** The fact stays where it is: what stands in a place is a part of it. */
function findPart(
  { specs: [spec], group }: Meaning,
  key: string,
  path: string,
  text: string,
  { places, weaknesses }: Found,
): void {
  if (spec === undefined) return;
  const shape = key.endsWith('port') ? 'port' : spec.shape;
  const part = candidateFor({ specs: [{ ...spec, key, place: key.split('.'), shape }], group }, path, text);
  if (part === undefined) return;
  if (part.isWeakness) keep(groupIn(weaknesses, `${group} ${text}`), { ...part, text: '' });
  else keep(places, { ...part, text: '' });
}

function search(facts: Iterable<Fact>): Found {
  const found: Found = { places: new Map(), weaknesses: new Map() };
  for (const [path, text] of facts) {
    const meaning = meaningOf(path);
    if (meaning !== null) find(meaning, path, text, found);
  }
  return found;
}

const meaningsIn = notesOf((path) => (path === '' ? undefined : (meaningOf(path) ?? undefined)));

/** The same in the texts of a record, but for some of them. */
function searchIn({ shape, texts }: Collected, except: ReadonlySet<number>): Found {
  const found: Found = { places: new Map(), weaknesses: new Map() };
  for (const { at, note } of meaningsIn(shape))
    if (!except.has(at)) find(note, shape.paths[at] as string, texts[at] as string, found);
  return found;
}

type Nodes = Record<string, unknown>;

const valueAt = (root: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>((node, key) => (isFields(node) ? node[key] : undefined), root);

function put(root: Nodes, place: readonly string[], value: unknown): void {
  let node = root;
  for (const key of place.slice(0, -1)) {
    const next = node[key];
    const inner: Nodes = isFields(next) ? { ...next } : {};
    node[key] = inner;
    node = inner;
  }
  node[place.at(-1) ?? ''] = value;
}

/** An own address that reached a public one went out, and so does what says so. */
function isOutward(places: Found['places'], before: PlacedFacts): boolean {
  const direction = before.connection?.direction ?? places.get('connection.direction')?.value;
  if (direction !== undefined) return direction !== 'inbound';
  const source = String((places.get('actor.ip') ?? places.get('target.ip'))?.value ?? '');
  const far = places.get('dst.ip')?.value;
  return isPrivateAddress(source) && far !== undefined && !isPrivateAddress(String(far));
}

/** Where the other end of a connection stands: what was reached, or what it was done to. */
const placeFor = (place: readonly string[], isFar: boolean): readonly string[] => {
  if (place[0] !== 'dst') return place;
  return isFar ? ['connection', 'remote', ...place.slice(1)] : ['target', ...place.slice(1)];
};

const programs = [['actor', 'process'], ['actor', 'process', 'parent'], ['file']] as const;

/** What has a path and no name is called by the end of its path. */
function nameFromPath(root: Nodes, place: readonly string[]): void {
  if (root[place[0] ?? ''] === undefined) return;
  const [path, name] = [valueAt(root, [...place, 'path']), valueAt(root, [...place, 'name'])];
  if (typeof path === 'string' && name === undefined) put(root, [...place, 'name'], fileName(path));
}

/** An ARN and its like say whose the resource is, and where. */
function accountFromUid(root: Nodes): void {
  const uid = valueAt(root, ['cloud', 'resource', 'uid']);
  if (typeof uid === 'string') root['cloud'] = { ...cloudOfUid(uid), ...(root['cloud'] as object) };
}

const WEAKNESSES_MAX = 64;

/** Weaknesses of which the CVE is known: a score or a package alone is none. */
function weaknessesIn(groups: Found['weaknesses'], taken: Set<string>): Vulnerability[] {
  const named = [...groups.values()].filter((group) => group.has('cve'));
  const told = new Set(named.filter(({ size }) => size > 1).map((group) => group.get('cve')?.value));
  // A list of ids beside the weaknesses themselves says nothing more.
  const whole = named.filter((group) => group.size > 1 || !told.has(group.get('cve')?.value)).slice(0, WEAKNESSES_MAX);
  for (const { path, text, value } of whole.flatMap((group) => [...group.values()]))
    if (String(value) === text) taken.add(path);
  return whole.map((group) => Object.fromEntries([...group].map(([name, { value }]) => [name, value])));
}

function putFree(root: Nodes, at: readonly string[], { path, text, value }: Candidate, taken: Set<string>): void {
  const standing = valueAt(root, at);
  if (standing === undefined) put(root, at, value);
  if (String(standing ?? value) === text) taken.add(path);
}

/** Puts what has been found into the places that are free; the paths of what then stands in one. */
function fill(root: Nodes, { places, weaknesses }: Found, isFar: boolean): Set<string> {
  const taken = new Set<string>();
  for (const candidate of places.values())
    if (candidate.place[0] !== 'image') putFree(root, placeFor(candidate.place, isFar), candidate, taken);
  for (const place of programs) nameFromPath(root, place);
  const container = digestBehind(root['container'], places.get('image.sha256')?.value);
  if (container !== undefined) root['container'] = container;
  accountFromUid(root);
  if (root['vulnerabilities'] !== undefined) return taken;
  const found = weaknessesIn(weaknesses, taken);
  if (found.length > 0) root['vulnerabilities'] = found;
  return taken;
}

/**
 * Fills the typed places that are still free from flattened facts, by their whole names and by what their values look
 * like; with the paths of the facts that then stand word for word in a place.
 */
export function fillPlaces(
  facts: Iterable<Fact>,
  before: PlacedFacts = {},
): { readonly places: PlacedFacts; readonly taken: ReadonlySet<string> } {
  const found = search(facts);
  const root: Nodes = { ...before };
  const taken = fill(root, found, isOutward(found.places, before));
  return { places: root as PlacedFacts, taken };
}

/** Objects that have the same fields from their beginning on are cheaper to fill and to read. */
const noPlaces = (): Nodes => ({
  actor: undefined,
  target: undefined,
  connection: undefined,
  file: undefined,
  container: undefined,
  kubernetes: undefined,
  cloud: undefined,
  code: undefined,
  vulnerabilities: undefined,
  sensor: undefined,
  finding: undefined,
  riskScore: undefined,
  confidence: undefined,
});

/** The same from the texts of a record, but for some of them; places that nothing fills are `undefined`. */
export function fillPlacesOf(own: Collected, except: ReadonlySet<number>) {
  const found = searchIn(own, except);
  const root = noPlaces();
  const taken = fill(root, found, isOutward(found.places, {}));
  return { places: root as PlacedFacts, taken };
}

/** The same, with the facts that stand in no place. */
export function placeFacts(
  facts: Texts,
  before: PlacedFacts = {},
): { readonly places: PlacedFacts; readonly facts: Record<string, string> } {
  const entries = Object.entries(facts);
  const { places, taken } = fillPlaces(entries, before);
  const left: Record<string, string> = {};
  for (const [path, text] of entries) if (!taken.has(path)) setOwn(left, path, text);
  return { places, facts: left };
}
