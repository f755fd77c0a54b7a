import { attacksFrom, type NamedAttack } from '../../domain/attack/attacks-from.ts';

/** The techniques and tactics of MITRE ATT&CK that tags name, each once (see `attacksFrom`). */
export const attacks = (tags: readonly string[]): NamedAttack[] => attacksFrom(tags);
