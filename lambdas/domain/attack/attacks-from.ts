import type { Attack } from '../alert.ts';
import type { StatedAttack } from '../detection.ts';
import { defined } from '../values/json-fields.ts';
import { remembered } from '../values/remembered.ts';
import { type AttackTactic, splitTactic, tacticOf, techniqueOf } from './table.ts';

/** A technique with the tactics that are meant, or a tactic that came without a technique. */
export interface NamedAttack {
  technique?: string;
  name?: string;
  tactics: AttackTactic[];
}

// `MITRE_T1565_data_manipulation`, `T1036.005`, `mitre_t1565`; not `T15650` and not `UT1565`.
const technique = /(?<![A-Z0-9])T(\d{4})(?:[._/](\d{3}))?(?!\d)(?:_([a-z][a-z_]*))?/gi;
// `TA0002`, `TA0002: Execution`, `https://attack.mitre.org/tactics/TA0002/`; not `CSTA0001`, which is CrowdStrike's own.
const tacticId = /(?<![A-Z0-9])TA\d{4}(?!\d)/gi;
// A list in one text; the word behind `Tactic:`, Sigma's `attack.`, Security Hub's `TTPs/`, before GuardDuty's `:EC2/…`.
const separators = /[,;|\n]/;
const WORD_MAX = 80;
const wrappings = [/^\s*(?:tactics?\s*[:=]|attack\.|TTPs\/)\s*/i, /(?:\/.*|:\w+\/.*)$/s];

/** Senders use the same few tags again and again. */
const kept = { most: 1_024, longest: 160 };

/** A technique that a text names by id, and the words behind the id. */
interface Mention {
  readonly uid: string;
  readonly words: string | undefined;
}

const mentionsIn = remembered(
  (tag): readonly Mention[] =>
    [...tag.matchAll(technique)].map(([, id = '', sub, words]) => ({
      uid: sub === undefined ? `T${id}` : `T${id}.${sub}`,
      words,
    })),
  kept,
);

/** The techniques that texts name by id, each once, in order, with the name that the table or else the sender gives. */
function techniquesIn(tags: readonly string[]): Map<string, NamedAttack> {
  const found = new Map<string, NamedAttack>();
  for (const { uid, words } of tags.flatMap(mentionsIn)) {
    const known = techniqueOf(uid);
    const name = known?.name ?? words?.replaceAll('_', ' ') ?? found.get(uid)?.name;
    found.set(uid, { technique: uid, ...(name === undefined ? {} : { name }), tactics: [...(known?.tactics ?? [])] });
  }
  return found;
}

/** The word of a tag without what some senders put around it; prose is no tactic. */
const wordOf = (tag: string): string =>
  tag.length > WORD_MAX ? '' : wrappings.reduce((text, wrapping) => text.replace(wrapping, ''), tag);

const tacticsIn = remembered((tag): readonly AttackTactic[] => {
  const ids = [...tag.matchAll(tacticId)].map(([id]) => id.toUpperCase());
  const words = tag.split(separators).flatMap((part) => tacticOf(wordOf(part)) ?? []);
  const named = new Set(words.map(({ uid }) => uid));
  // A tactic that the table does not have yet, or of another matrix, is kept under its id.
  return [...words, ...ids.filter((uid) => !named.has(uid)).map((uid) => tacticOf(uid) ?? { uid, name: uid })];
}, kept);

/** Whether a name is neither the table's nor the id. */
const isOwnName = ({ uid, name }: AttackTactic): boolean => name !== uid && name !== tacticOf(uid)?.name;

/** The tactics that texts name, each once; a name that the sender wrote before the table's name for an id. */
function tacticsNamed(tags: readonly string[]): Map<string, AttackTactic> {
  const found = new Map<string, AttackTactic>();
  for (const tactic of tags.flatMap(tacticsIn)) {
    if (!found.has(tactic.uid) || isOwnName(tactic)) found.set(tactic.uid, tactic);
  }
  return found;
}

/** Of the tactics of a technique those that the sender names too, else all. */
function tacticsMeant(tactics: AttackTactic[], named: ReadonlyMap<string, AttackTactic>): AttackTactic[] {
  const meant = tactics.flatMap(({ uid }) => named.get(uid) ?? []);
  if (meant.length > 0) return meant;
  const before = named.get(splitTactic.uid);
  // Who names the old tactic beside a technique of the new one follows a version before the split.
  const isBefore = before !== undefined && tactics.some(({ uid }) => uid === splitTactic.into);
  return isBefore ? [{ uid: splitTactic.uid, name: splitTactic.name }] : tactics;
}

/** An attack as a sender's record gives it, with the name and the tactics of its technique where it has none. */
export function completed({ technique: id, name, tactics = [] }: StatedAttack): Attack {
  const known = id === undefined ? undefined : techniqueOf(id);
  return defined({
    technique: id,
    name: name ?? known?.name,
    tactics: tactics.length > 0 ? tactics : [...(known?.tactics ?? [])],
  });
}

/**
 * The MITRE ATT&CK techniques and tactics that a sender's tags name. A technique is found anywhere in a text, a tactic
 * where its id stands or where it is the whole tag or a whole part of a list: give only fields that hold tags, because
 * `discovery` elsewhere may mean another thing. Of a technique with several tactics those that the sender names too are
 * meant, else all; a named tactic that belongs to none of the techniques is an entry of its own.
 */
export function attacksFrom(tags: readonly string[]): NamedAttack[] {
  const named = tacticsNamed(tags);
  const techniques = [...techniquesIn(tags).values()].map((each) => ({
    ...each,
    tactics: tacticsMeant(each.tactics, named),
  }));
  const carried = new Set(techniques.flatMap(({ tactics }) => tactics.map(({ uid }) => uid)));
  const alone = [...named.values()].filter(({ uid }) => !carried.has(uid));
  return [...techniques, ...alone.map((tactic) => ({ tactics: [tactic] }))];
}
