import type { Alert } from '../../../domain/alert.ts';
import { shown } from './lines.ts';

/** A technique of MITRE ATT&CK, or a tactic that a sender named without one. */
export interface Technique {
  /** `T1036 Masquerading (Defense Evasion)`. */
  readonly text: string;
  /** The page at attack.mitre.org; absent when the id is not one of theirs. */
  readonly url?: string;
}

const SITE = 'https://attack.mitre.org';

/** Links are built from checked ids alone. */
function pageOf(id: string): Pick<Technique, 'url'> {
  if (/^T\d{4}(?:\.\d{3})?$/.test(id)) return { url: `${SITE}/techniques/${id.replace('.', '/')}/` };
  return /^TA\d{4}$/.test(id) ? { url: `${SITE}/tactics/${id}/` } : {};
}

type Tactic = Alert['attack'][number]['tactics'][number];
const tacticText = ({ uid, name }: Tactic): string => shown(`${uid} ${name}`);

/** A technique with the names of its tactics; a tactic alone with its id. */
export function techniquesOf({ technique, name = '', tactics }: Alert['attack'][number]): Technique[] {
  const id = shown(technique ?? '');
  if (id === '') return tactics.map((tactic) => ({ text: tacticText(tactic), ...pageOf(shown(tactic.uid)) }));
  const served = tactics.map((tactic) => shown(tactic.name) || shown(tactic.uid)).filter((text) => text !== '');
  const text = [shown(`${id} ${name}`), ...(served.length === 0 ? [] : [`(${served.join(', ')})`])].join(' ');
  return [{ text, ...pageOf(id) }];
}
