import { useEffect, useRef } from 'preact/hooks';
import { useNow } from '../polling.ts';
import type { AlertSummary } from '../types.ts';
import type { Feed } from './feed.ts';
import { Row } from './row.tsx';
import { reveal, useWindow } from './virtual.ts';

interface Props {
  readonly feed: Feed;
  readonly current: number;
  readonly chosen: ReadonlySet<string>;
  readonly onPoint: (index: number, alert: AlertSummary) => void;
  /** The space bar chooses the current row. */
  readonly onChoose: () => void;
}

/** More rows than are ever drawn at once. */
const POOL = 256;
/** Rows that are left below when the next page is read. */
const AHEAD = 60;

/** The row that was pointed at; -1 for none. */
function indexOf({ target }: MouseEvent): number {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return Number(row?.dataset['index'] ?? -1);
}

/** The alerts; only the rows that can be seen are in the document. */
export function List({ feed, current, chosen, onPoint, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const now = useNow();
  const total = feed.alerts.length;
  const { first, last, rowHeight } = useWindow(list, total);
  useEffect(() => {
    if (feed.hasMore && last + AHEAD > total) feed.more();
  }, [last, total, feed.hasMore]);
  useEffect(() => reveal(list.current, current), [current]);
  const open = (event: MouseEvent): void => {
    const index = indexOf(event);
    const alert = feed.alerts[index];
    if (alert !== undefined) onPoint(index, alert);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return;
    event.preventDefault();
    onChoose();
  };
  return (
    <div
      ref={list}
      class="list"
      role="listbox"
      aria-label="Alerts, newest first"
      aria-multiselectable="true"
      aria-activedescendant={current >= first && current < last ? `row-${current}` : undefined}
      aria-busy={feed.isLoading}
      tabIndex={0}
      onClick={open}
      onKeyDown={press}
    >
      <div class="spacer" role="presentation" style={{ height: `${total * rowHeight}px` }}>
        {feed.alerts.slice(first, last).map((alert, offset) => (
          <Row
            // Rows that leave the view are used again for those that come into it.
            key={(first + offset) % POOL}
            alert={alert}
            index={first + offset}
            total={feed.hasMore ? -1 : total}
            top={(first + offset) * rowHeight}
            now={now}
            isCurrent={first + offset === current}
            isChosen={chosen.has(alert.id)}
          />
        ))}
      </div>
    </div>
  );
}
