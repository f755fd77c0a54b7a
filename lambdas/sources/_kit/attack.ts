import type { DraftAttack } from '../../domain/detection.ts';

// `MITRE_T1565_data_manipulation`, `T1036.005`, `mitre_t1565`; not `T15650` and not `UT1565`.
const technique = /(?<![A-Z0-9])T(\d{4})(?:[._](\d{3}))?(?!\d)(?:_([a-z][a-z_]*))?/gi;

/** MITRE ATT&CK techniques (https://attack.mitre.org/techniques/) named in tags, each once, in order. */
export function attacks(tags: readonly string[]): DraftAttack[] {
  const found = new Map<string, DraftAttack>();
  for (const match of tags.flatMap((tag) => [...tag.matchAll(technique)])) {
    const [, id, sub, name] = match;
    const key = sub === undefined ? `T${id}` : `T${id}.${sub}`;
    const known = found.get(key);
    if (known === undefined || (known.name === undefined && name !== undefined))
      found.set(key, { technique: key, ...(name === undefined ? {} : { name: name.replaceAll('_', ' ') }) });
  }
  return [...found.values()];
}
