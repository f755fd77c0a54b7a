import { formerTechniques } from './former-techniques.ts';
import { tactics } from './tactics.ts';
import { techniques } from './techniques.ts';

/** A tactic of MITRE ATT&CK, such as `TA0006` Credential Access. */
export interface AttackTactic {
  readonly uid: string;
  readonly name: string;
}

/** A technique or sub-technique of the enterprise matrix. */
export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly AttackTactic[];
  /** The technique that MITRE put in the place of this revoked one. */
  readonly successor?: string;
}

interface Table {
  readonly byId: ReadonlyMap<string, Technique>;
  readonly byName: ReadonlyMap<string, Technique>;
}

/**
 * Version 19 renamed TA0005 to Stealth and moved a part of it into a new tactic
 * (https://attack.mitre.org/resources/updates/); senders that follow an older version use its old name.
 */
export const splitTactic = { uid: 'TA0005', name: 'Defense Evasion', into: 'TA0112' };

const byUid = new Map<string, AttackTactic>(tactics.map(({ uid, name }) => [uid, { uid, name }]));
const tacticsOf = (uids: string): AttackTactic[] => uids.split(',').flatMap((uid) => byUid.get(uid) ?? []);

/** A name as it is compared: letters and digits only. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^a-z0-9]/g, '');

const line = /^(\S+) (?:((?:TA\d{4},?)+|T\d{4}(?:\.\d{3})?) )?(.+)$/;

/** `T1059 TA0002 Command and Scripting Interpreter;004 Unix Shell` as techniques. */
function family(row: string): Technique[] {
  let parent: Technique | undefined;
  return row.split(';').flatMap((part) => {
    const [, id = '', uids, name = ''] = line.exec(part) ?? [];
    const own = uids === undefined ? (parent?.tactics ?? []) : tacticsOf(uids);
    const technique: Technique = { id: parent === undefined ? id : `${parent.id}.${id}`, name, tactics: own };
    parent ??= technique;
    return technique;
  });
}

/** `T1086 T1059.001 PowerShell` (revoked) and `T1108 TA0003,TA0005 Redundant Access` (deprecated) as techniques. */
function former(row: string, current: ReadonlyMap<string, Technique>): Technique {
  const [, id = '', place = '', name = ''] = line.exec(row) ?? [];
  const successor = current.get(place);
  return successor === undefined
    ? { id, name, tactics: tacticsOf(place) }
    : { id, name, tactics: successor.tactics, successor: successor.id };
}

/** One technique for each name; where two have the same, the only parent technique among them, else none. */
function named(all: Iterable<Technique>): Map<string, Technique> {
  const groups = Map.groupBy(all, ({ name }) => bare(name));
  return new Map(
    [...groups].flatMap(([name, group]) => {
      const parents = group.filter(({ id }) => !id.includes('.'));
      const [only] = group.length === 1 ? group : parents;
      return only === undefined || (group.length > 1 && parents.length !== 1) ? [] : [[name, only] as const];
    }),
  );
}

/** Sub-techniques as MITRE writes them in full: `Command and Scripting Interpreter: Unix Shell`. */
const qualified = (byId: ReadonlyMap<string, Technique>): (readonly [string, Technique])[] =>
  [...byId.values()].flatMap((each) => {
    const parent = each.id.includes('.') ? byId.get(each.id.slice(0, 5)) : undefined;
    return parent === undefined ? [] : [[bare(parent.name + each.name), each] as const];
  });

let loaded: Table | undefined;

/** Read on first use: most alerts name no technique. */
function table(): Table {
  if (loaded !== undefined) return loaded;
  const rows = (text: string, end: RegExp) => text.split(end).filter((row) => row !== '');
  const current = new Map(
    rows(techniques, /\n/)
      .flatMap(family)
      .map((each) => [each.id, each]),
  );
  const old = rows(formerTechniques, /[\n;]/).map((row) => former(row, current));
  const byId = new Map([...old.map((each) => [each.id, each] as const), ...current]);
  const byName = new Map([...named(old), ...qualified(byId), ...named(current.values())]);
  loaded = { byId, byName };
  return loaded;
}

/**
 * A technique of the enterprise matrix by its id in either case. A revoked id keeps its id and its name, because the
 * sender's rules and reports use them, and takes the tactics of its successor.
 */
export const techniqueOf = (id: string): Technique | undefined => table().byId.get(id.trim().toUpperCase());

/**
 * A technique by its name: `Unix Shell` and `Command and Scripting Interpreter: Unix Shell`. Of techniques with the same
 * name (`Malware`) the one that is no sub-technique, else none. A name that only a revoked technique had finds that.
 */
export const techniqueByName = (name: string): Technique | undefined => table().byName.get(bare(name));

const tacticNames = new Map<string, AttackTactic>(
  [...tactics, splitTactic].map(({ uid, name }) => [bare(name), { uid, name }]),
);

/**
 * A tactic by its id, name or shortname, in any case, with or without `mitre` before it: `TA0004`,
 * `PrivilegeEscalation`, `mitre_privilege_escalation`. A former name stays as the sender wrote it, with the tactic's id.
 */
export function tacticOf(word: string): AttackTactic | undefined {
  const text = bare(word.replace(/att&ck/i, 'attack')).replace(/^(?:mitre)?(?:attack)?/, '');
  return byUid.get(text.toUpperCase()) ?? tacticNames.get(text);
}
