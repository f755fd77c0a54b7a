import type { Alert } from '../../../domain/alert.ts';
import { truncate } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import { standInOf } from './badge.ts';
import { recordUrl, shown } from './lines.ts';

/** An alert that a digest stands for; with its address in Tocsin's console, when there is one. */
interface SummaryItem {
  readonly text: string;
  readonly url?: string;
}

/** The alerts of one rule in a digest. */
export interface SummaryGroup {
  /** `12 × MEDIUM SQL injection at shop.example.com`. */
  readonly label: string;
  /** The newest of them. */
  readonly items: readonly SummaryItem[];
}

const ITEMS_SHOWN = 3;
const TEXT_MAX = 150;

/** What `memberLine` of the domain wrote: severity, id, and the rest. */
function itemOf(line: string, attempt: Attempt): SummaryItem[] {
  const [, id = '', rest = ''] = /^\w+ (\S+) (.*)$/.exec(line) ?? [];
  const text = truncate(shown(rest), TEXT_MAX);
  const url = recordUrl(id, attempt);
  return text === '' ? [] : [{ text, ...(url === undefined ? {} : { url }) }];
}

/** The groups of a digest by rule, each with its newest alerts; none for alerts that stand for themselves. */
export function groupsOf(alert: Alert, attempt: Attempt): SummaryGroup[] {
  if (standInOf(alert) === undefined) return [];
  return alert.evidence.map(({ kind, content }) => ({
    label: shown(kind),
    items: content
      .split('\n')
      .slice(0, ITEMS_SHOWN)
      .flatMap((line) => itemOf(line, attempt)),
  }));
}
