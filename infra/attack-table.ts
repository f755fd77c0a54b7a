/** The parts of a STIX bundle of MITRE ATT&CK (https://github.com/mitre-attack/attack-stix-data) that the table is made of. */
export interface StixObject {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly revoked?: boolean;
  readonly modified?: string;
  readonly x_mitre_version?: string;
  readonly x_mitre_deprecated?: boolean;
  readonly x_mitre_shortname?: string;
  readonly relationship_type?: string;
  readonly source_ref?: string;
  readonly target_ref?: string;
  readonly external_references?: readonly { readonly source_name: string; readonly external_id?: string }[];
  readonly kill_chain_phases?: readonly { readonly kill_chain_name: string; readonly phase_name: string }[];
}

interface Tactic {
  readonly uid: string;
  readonly name: string;
  readonly shortname: string;
}
interface Technique {
  readonly ref: string;
  readonly id: string;
  readonly name: string;
  readonly tactics: string;
  readonly isCurrent: boolean;
}

/** What of a bundle is written: the files of `lambdas/domain/attack` by name. */
export interface AttackFiles {
  readonly version: string;
  readonly techniques: number;
  readonly files: ReadonlyMap<string, string>;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const idOf = (object: StixObject): string =>
  object.external_references?.find(({ source_name }) => source_name === 'mitre-attack')?.external_id ?? '';

function tacticsIn(objects: readonly StixObject[]): Tactic[] {
  return objects
    .filter(({ type }) => type === 'x-mitre-tactic')
    .map((each) => ({ uid: idOf(each), name: each.name ?? '', shortname: each.x_mitre_shortname ?? '' }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

function techniquesIn(objects: readonly StixObject[], tactics: readonly Tactic[]): Technique[] {
  const uids = new Map(tactics.map(({ shortname, uid }) => [shortname, uid]));
  return objects
    .filter((each) => each.type === 'attack-pattern' && idOf(each) !== '')
    .map((each) => ({
      ref: each.id ?? '',
      id: idOf(each),
      name: each.name ?? '',
      tactics: (each.kill_chain_phases ?? [])
        .flatMap(({ phase_name }) => uids.get(phase_name) ?? [])
        .sort()
        .join(','),
      isCurrent: each.revoked !== true && each.x_mitre_deprecated !== true,
    }))
    .sort(byId);
}

/** The technique that a revoked one leads to in the end: some were revoked twice. */
function successorOf(technique: Technique, revokedBy: ReadonlyMap<string, string>, all: readonly Technique[]) {
  const byRef = new Map(all.map((each) => [each.ref, each]));
  let next: Technique | undefined = technique;
  for (let step = 0; step < 8 && next !== undefined && !next.isCurrent; step += 1)
    next = byRef.get(revokedBy.get(next.ref) ?? '');
  return next?.isCurrent === true ? next : undefined;
}

/** One line a technique with its sub-techniques behind it; a sub-technique names its tactics only when they differ. */
function techniqueLines(current: readonly Technique[]): string[] {
  const subs = (id: string) => current.filter((each) => each.id.startsWith(`${id}.`));
  return current
    .filter(({ id }) => !id.includes('.'))
    .map((parent) =>
      [
        `${parent.id} ${parent.tactics} ${parent.name}`,
        ...subs(parent.id).map(({ id, tactics, name }) =>
          [id.slice(-3), ...(tactics === parent.tactics ? [] : [tactics]), name].join(' '),
        ),
      ].join(';'),
    );
}

function formerLines(all: readonly Technique[], revokedBy: ReadonlyMap<string, string>): string[] {
  const current = new Set(all.filter(({ isCurrent }) => isCurrent).map(({ id }) => id));
  const lines = all
    .filter(({ id, isCurrent }) => !isCurrent && !current.has(id))
    .map((each) => {
      const successor = successorOf(each, revokedBy, all);
      return `${each.id} ${successor?.id ?? each.tactics} ${each.name}`;
    });
  return [...new Map(lines.map((line) => [line.split(' ', 1)[0], line])).values()];
}

const header = (
  version: string,
  date: string,
): string => `// Written by infra/write-attack-table.ts (npm run attack) from MITRE ATT&CK Enterprise ${version}, ${date}.
// © ${date.slice(0, 4)} The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
`;

const textConstant = (name: string, about: string, lines: readonly string[]): string =>
  `/** ${about} */\nexport const ${name} = \`\n${lines.join('\n')}\n\`;\n`;

function tacticConstant(tactics: readonly Tactic[]): string {
  const rows = tactics.map(
    ({ uid, name, shortname }) => `  { uid: '${uid}', name: '${name}', shortname: '${shortname}' },`,
  );
  return `/** The tactics of the enterprise matrix. */\nexport const tactics = [\n${rows.join('\n')}\n] as const;\n`;
}

/** Four ids a line keep the file short. */
const packed = (lines: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(lines.length / 4) }, (_, at) => lines.slice(at * 4, at * 4 + 4).join(';'));

function versionOf(objects: readonly StixObject[]): { version: string; date: string } {
  const collection = objects.find(({ type }) => type === 'x-mitre-collection');
  const { x_mitre_version: version, modified } = collection ?? {};
  if (version === undefined || modified === undefined)
    throw new Error(
      `the bundle holds no x-mitre-collection object with x_mitre_version and modified among its ${objects.length} objects; ` +
        'allowed is a file such as enterprise-attack-19.0.json of https://github.com/mitre-attack/attack-stix-data; take one from there',
    );
  return { version, date: modified.slice(0, 10) };
}

/** The files of the built-in ATT&CK table, from the objects of a STIX bundle of the enterprise matrix. */
export function attackFiles(objects: readonly StixObject[]): AttackFiles {
  const { version, date } = versionOf(objects);
  const tactics = tacticsIn(objects);
  const all = techniquesIn(objects, tactics);
  const current = all.filter(({ isCurrent }) => isCurrent);
  if (tactics.length === 0 || current.length === 0)
    throw new Error(
      `the bundle holds ${tactics.length} tactics and ${current.length} techniques; needed are x-mitre-tactic and attack-pattern objects; ` +
        'take the whole bundle of the enterprise matrix',
    );
  const revokedBy = new Map(
    objects
      .filter(({ relationship_type }) => relationship_type === 'revoked-by')
      .map(({ source_ref = '', target_ref = '' }) => [source_ref, target_ref]),
  );
  const constants = `export const ATTACK_VERSION = '${version}';\nexport const ATTACK_DATE = '${date}';\n`;
  const techniques = textConstant(
    'techniques',
    'A line: id, tactics and name of a technique; then, each after a semicolon, its sub-techniques: last digits, tactics where they differ, name.',
    techniqueLines(current),
  );
  const former = textConstant(
    'formerTechniques',
    'Revoked and deprecated ids, each ended by a semicolon or a line: id, then the successor that MITRE names or else the tactics, name.',
    packed(formerLines(all, revokedBy)),
  );
  return {
    version,
    techniques: current.length,
    files: new Map([
      ['tactics.ts', `${header(version, date)}\n${constants}\n${tacticConstant(tactics)}`],
      ['techniques.ts', `${header(version, date)}\n${techniques}`],
      ['former-techniques.ts', `${header(version, date)}\n${former}`],
    ]),
  };
}
