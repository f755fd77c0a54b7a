import { memo } from 'preact/compat';
import { SeverityMark, ShortMark } from '../parts/words.tsx';
import { ago, exact } from '../time.ts';
import type { AlertSummary } from '../types.ts';

export interface RowProps {
  readonly alert: AlertSummary;
  readonly index: number;
  readonly total: number;
  readonly top: number;
  readonly now: number;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
}

const MOST_MARKS = 8;

function Marks({ destinations }: Pick<AlertSummary, 'destinations'>) {
  const all = Object.entries(destinations);
  return (
    <span class="marks">
      {all.slice(0, MOST_MARKS).map(([name, status]) => (
        <ShortMark key={name} name={name} status={status} />
      ))}
      {all.length > MOST_MARKS ? <small>+{all.length - MOST_MARKS}</small> : null}
    </span>
  );
}

/** One alert in one line. */
export const Row = memo(({ alert, index, total, top, now, isCurrent, isChosen }: RowProps) => (
  <div
    id={`row-${index}`}
    data-index={index}
    role="option"
    tabIndex={-1}
    aria-selected={isChosen}
    aria-current={isCurrent ? 'true' : undefined}
    aria-setsize={total}
    aria-posinset={index + 1}
    class={`row ${isCurrent ? 'current' : ''} ${isChosen ? 'chosen' : ''} ${alert.state}`}
    style={{ top: `${top}px` }}
  >
    <SeverityMark severity={alert.severity} />
    <time dateTime={alert.receivedAt} title={exact(alert.receivedAt)}>
      {ago(alert.receivedAt, now)}
    </time>
    <span class="title" title={alert.title}>
      {alert.title}
    </span>
    <span class="place" title={alert.place}>
      {alert.place}
    </span>
    <span class="source">{alert.source}</span>
    <span class="count">{alert.count !== undefined && alert.count > 1 ? `×${alert.count}` : ''}</span>
    <Marks destinations={alert.destinations} />
  </div>
));
