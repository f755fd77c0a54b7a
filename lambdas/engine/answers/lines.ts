import type { AnswerAction } from '../../domain/answer.ts';
import type { AnswerResult } from './ports.ts';

const words: Readonly<Record<AnswerAction, string>> = {
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  false_positive: 'marked as a false positive',
  silence: 'silenced',
};

/** `2026-11-30 02:14 UTC` */
const timeOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What came of an answer, in a line for people. */
export function lineOf({ kind, action, by, at, until }: AnswerResult): string {
  const end = until === undefined ? '' : ` until ${timeOf(until)}`;
  const what = `${words[action]}${end} by ${by} at ${timeOf(at)}`;
  if (kind === 'busy') return 'Others answered at the same moment: try again';
  if (kind === 'over') return `The problem is over: ${what}. There is nothing left to do.`;
  return kind === 'done' ? capital(what) : `Already ${what}`;
}
