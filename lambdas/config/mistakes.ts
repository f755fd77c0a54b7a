import { nearest } from '../domain/values/nearest.ts';
import type { Path } from '../domain/values/problem.ts';

/** A problem with its place in the file; lines and columns count from 1. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly where: string;
  readonly message: string;
}

/** What others call it: Alertmanager's names, and names of products and protocols. */
const elsewhere: Readonly<Record<string, string>> = {
  receiver: 'to',
  receivers: 'destinations',
  route: 'routes',
  match_re: 'matchers',
  mute_time_intervals: 'muteTimes',
  muteTimeIntervals: 'muteTimes',
  active_time_intervals: 'activeTimes',
  activeTimeIntervals: 'activeTimes',
  mute_times: 'muteTimes',
  not: 'match',
  prometheus: 'alertmanager',
  smtp: 'email',
  mail: 'email',
  opsgenie: 'jsm-operations',
};

function likely(found: string, allowed: readonly string[]): string | undefined {
  const other = Object.hasOwn(elsewhere, found) ? elsewhere[found] : undefined;
  return other !== undefined && allowed.includes(other) ? other : nearest(found, allowed);
}

/** "unknown source type "akot": did you mean "akto"? Allowed: accuknox, akto, kubearmor". */
export function unknownName(what: string, found: string, allowed: readonly string[]): string {
  const guess = likely(found, allowed);
  const hint = guess === undefined ? '' : `: did you mean "${guess}"?`;
  const names = allowed.length === 0 ? 'none are defined' : `allowed: ${[...allowed].sort().join(', ')}`;
  return `unknown ${what} "${found}"${hint}${hint === '' ? '; ' : ' '}${names}`;
}

/** `tocsin.yaml:12:9: routes[0].to[1]: unknown destination "soc-slak": did you mean "soc-slack"?` */
export const formatMistake = (file: string, mistake: Mistake): string =>
  `${file}:${mistake.line}:${mistake.column}: ${mistake.where === '' ? '' : `${mistake.where}: `}${mistake.message}`;

export const showPath = (path: Path): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');

/** The configuration's mistakes, one a line, ready to be shown. */
export class ConfigMistakes extends Error {
  override readonly name = 'ConfigMistakes';
}
