import type { Alert } from '../../../domain/alert.ts';

/** ATT&CK as text, for formats that have one field for all of it. */

const named = (name: string | undefined, id: string | undefined): string =>
  name && id ? `${name} (${id})` : (name ?? id ?? '');

const once = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => text.trim() !== ''))];

/** The ids of the techniques, each once. */
export const techniqueIds = ({ attack }: Alert): string[] => once(attack.map(({ technique = '' }) => technique));

/** `Masquerading (T1036)`, each once. */
export const techniqueTexts = ({ attack }: Alert): string[] =>
  once(attack.map(({ technique, name }) => named(name, technique)));

/** The names of the tactics, or their ids where they have none, each once. */
export const tacticNames = ({ attack }: Alert): string[] =>
  once(attack.flatMap(({ tactics }) => tactics.map(({ uid, name }) => name || uid)));

/** The ids of the tactics, each once. */
export const tacticIds = ({ attack }: Alert): string[] =>
  once(attack.flatMap(({ tactics }) => tactics.map(({ uid }) => uid)));

/** `Masquerading (T1036) [Defense Evasion (TA0005)]`, each technique with its tactics. */
export const attackTexts = ({ attack }: Alert): string[] =>
  once(
    attack.map(({ technique, name, tactics }) => {
      const served = tactics.map((tactic) => named(tactic.name, tactic.uid)).join(', ');
      return [named(name, technique), served === '' ? '' : `[${served}]`].filter(Boolean).join(' ');
    }),
  );
