import { ago, exact } from '../time.ts';
import type { DeliveryStatus } from '../types.ts';

const severityMarks: Readonly<Record<string, string>> = {
  critical: '◆',
  high: '▲',
  medium: '■',
  low: '▼',
  info: '○',
};

/** A severity as a mark of its own shape, and its word. */
export const SeverityMark = ({ severity }: { readonly severity: string }) => (
  <span class={`severity ${severity}`}>
    <i aria-hidden="true">{severityMarks[severity] ?? '●'}</i> {severity}
  </span>
);

interface StatusWord {
  readonly mark: string;
  readonly word: string;
  readonly tone: 'good' | 'wait' | 'doubt' | 'bad' | 'calm';
}

const words: Readonly<Record<DeliveryStatus, StatusWord>> = {
  queued: { mark: '…', word: 'waiting', tone: 'wait' },
  sending: { mark: '…', word: 'waiting', tone: 'wait' },
  retrying: { mark: '↻', word: 'waiting, tried before', tone: 'wait' },
  unknown: { mark: '?', word: 'uncertain', tone: 'doubt' },
  delivered: { mark: '✓', word: 'delivered', tone: 'good' },
  merged: { mark: '⤵', word: 'merged', tone: 'calm' },
  suppressed: { mark: '∅', word: 'silenced', tone: 'calm' },
  dead: { mark: '✕', word: 'dead', tone: 'bad' },
};

/** The state of a delivery: a mark, and its word. */
export function StatusMark({ status }: { readonly status: DeliveryStatus }) {
  const { mark, word, tone } = words[status];
  return (
    <span class={`status ${tone}`}>
      <i aria-hidden="true">{mark}</i> {word}
    </span>
  );
}

interface ShortProps {
  readonly status: DeliveryStatus;
  readonly name: string;
}

/** The state of a delivery where there is room for its mark alone; on hover and for screen readers in words. */
export function ShortMark({ status, name }: ShortProps) {
  const { mark, word, tone } = words[status];
  const text = `${name}: ${word}`;
  return (
    <span class={`status ${tone}`} title={text} role="img" aria-label={text}>
      {mark}
    </span>
  );
}

/** How long ago; the exact time on hover and for screen readers. */
export const Ago = ({ time, now }: { readonly time: string; readonly now: number }) => (
  <time dateTime={time} title={exact(time)}>
    {ago(time, now)}
  </time>
);
