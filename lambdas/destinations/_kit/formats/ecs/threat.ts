import type { Alert } from '../../../../domain/alert.ts';
import { techniqueOf } from '../../../../domain/attack/table.ts';
import { isTechnique, present } from '../_kit/format.ts';
import { keywords } from './values.ts';

// https://www.elastic.co/docs/reference/ecs/ecs-threat

interface Named {
  readonly uid?: string | undefined;
  readonly name?: string | undefined;
}

const listed = (all: readonly Named[]) => ({
  id: keywords(all.map(({ uid }) => uid)),
  name: keywords(all.map(({ name }) => name)),
});

const isTactic = (uid: string): boolean => /^TA\d{4}$/.test(uid);

const parentOf = (uid: string): Named => ({ uid, name: techniqueOf(uid)?.name });

function techniquesOf(attack: Alert['attack']) {
  const known = attack.flatMap(({ technique = '', name }) =>
    isTechnique(technique) ? [{ uid: technique, name }] : [],
  );
  const parts = known.filter(({ uid }) => uid.includes('.'));
  const parents = parts.map(({ uid }) => parentOf(uid.slice(0, uid.indexOf('.'))));
  const whole = known.filter(({ uid }) => !uid.includes('.'));
  const subtechnique = parts.length === 0 ? undefined : present(listed(parts));
  return present({ ...listed([...whole, ...parents]), subtechnique });
}

/** Only ids that are MITRE's; what else a sender calls one is in `event.original`. */
export function threatOf({ attack }: Alert) {
  if (attack.length === 0) return undefined;
  const technique = techniquesOf(attack);
  const tactic = present(listed(attack.flatMap(({ tactics }) => tactics.filter(({ uid }) => isTactic(uid)))));
  if (technique === undefined && tactic === undefined) return undefined;
  return { framework: 'MITRE ATT&CK', tactic, technique };
}
