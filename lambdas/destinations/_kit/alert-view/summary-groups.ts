import type { Alert } from '../../../domain/alert.ts';
import { truncate } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import { type Link, linkOf, recordOf, shown } from './lines.ts';
import { summaryLabelOf } from './severity-label.ts';

/** An alert that a digest stands for, with its page in Tocsin's console, or else in the vendor's. */
interface SummaryItem {
  readonly text: string;
  readonly link?: Link;
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

/** What `memberLine` of the domain wrote: severity, id, address in the vendor's console or `-`, and the rest. */
function itemOf(line: string, attempt: Attempt): SummaryItem[] {
  const [, id = '', url = '', rest = ''] = /^\w+ (\S+) (\S+) (.*)$/.exec(line) ?? [];
  const text = truncate(shown(rest), TEXT_MAX);
  const link = recordOf(id, attempt) ?? linkOf(url);
  return text === '' ? [] : [{ text, ...(link === undefined ? {} : { link }) }];
}

/** The groups of a digest by rule, each with its newest alerts; none for alerts that stand for themselves. */
export function groupsOf(alert: Alert, attempt: Attempt): SummaryGroup[] {
  if (summaryLabelOf(alert) === undefined) return [];
  return alert.evidence.map(({ kind, content }) => ({
    label: shown(kind),
    items: content
      .split('\n')
      .slice(0, ITEMS_SHOWN)
      .flatMap((line) => itemOf(line, attempt)),
  }));
}
