import { useState } from 'preact/hooks';
import { Alert } from '../alert/panel.tsx';
import { go, hrefOf, type Place } from '../location.ts';
import { Empty, say, Trouble } from '../parts/feedback.tsx';
import { mayOperate, person } from '../person.ts';
import type { AlertSummary } from '../types.ts';
import { acknowledge } from './actions.ts';
import { type Feed, useFeed } from './feed.ts';
import { FilterBar } from './filter-bar.tsx';
import { useKeys } from './keys.ts';
import { List } from './list.tsx';
import { filterNames } from './query.ts';
import { SendAgain } from './send-again.tsx';
import { SilenceDialog } from './silence-dialog.tsx';

interface Props {
  readonly place: Place;
  readonly known: Readonly<Record<string, readonly string[]>>;
}

type Asking =
  | { readonly what: 'again'; readonly ids: readonly string[] }
  | { readonly what: 'silence'; readonly of: AlertSummary };

const silenceable = ({ source, title, severity }: AlertSummary): Readonly<Record<string, string>> => ({
  source,
  title,
  severity,
});

function NoAlerts({ feed, isFiltered }: { readonly feed: Feed; readonly isFiltered: boolean }) {
  if (feed.isLoading || feed.alerts.length > 0 || feed.error !== undefined) return null;
  if (feed.hasMore)
    return (
      <Empty title="Nothing found so far">
        <button type="button" onClick={feed.more}>
          Search further back
        </button>
      </Empty>
    );
  return isFiltered ? (
    <Empty title="No alert fits these filters">
      <p>
        <a href={hrefOf(['alerts'])}>Show all alerts</a>, or choose a longer time.
      </p>
    </Empty>
  ) : (
    <Empty title="No alerts yet">
      <p>
        Send the first one: <a href={hrefOf(['sources'])}>Sources</a> has a command for each, ready to paste. In a
        terminal:
      </p>
      <pre>npx --no tocsin send SOURCE --sample</pre>
    </Empty>
  );
}

const toggled = (chosen: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** Which alerts the next action is for. */
function idsFor(chosen: ReadonlySet<string>, id: string | undefined): readonly string[] {
  if (chosen.size > 0) return [...chosen];
  return id === undefined ? [] : [id];
}

const focusList = (): void => document.querySelector<HTMLElement>('.list')?.focus();

/** What is chosen and what is asked, and the keys for both. */
function useActions(feed: Feed, alert: AlertSummary | undefined, openId: string | undefined) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking>();
  const ids = idsFor(chosen, openId ?? alert?.id);
  const subject = feed.alerts.find(({ id }) => id === ids[0]);
  const done = (): void => {
    setChosen(new Set());
    setAsking(undefined);
    feed.refresh();
  };
  const act = (work: () => void): void => {
    if (ids.length === 0) return;
    if (mayOperate()) work();
    else say('This session may only read: sign in with a token that may operate', true);
  };
  const choose = (): void => {
    if (alert !== undefined) setChosen(toggled(chosen, alert.id));
  };
  useKeys({
    x: choose,
    a: () => act(() => void acknowledge(ids, person()).then(done)),
    r: () => act(() => setAsking({ what: 'again', ids })),
    s: () => act(() => subject !== undefined && setAsking({ what: 'silence', of: subject })),
    n: () => feed.showNew(),
  });
  const sendAgain = (id: string): void => setAsking({ what: 'again', ids: [id] });
  return { chosen, asking, sendAgain, choose, done };
}

/** Which row is current, and which alert is open; both follow the keys. */
function useMoves({ alerts }: Feed, { parts: [, openId], query }: Place) {
  const [current, setCurrent] = useState(0);
  // An alert that was opened by its address is the current one where the list has it.
  const openAt = openId === undefined ? -1 : alerts.findIndex(({ id }) => id === openId);
  const at = openAt >= 0 ? openAt : Math.min(current, alerts.length - 1);
  const open = (id: string | undefined): void => {
    go(hrefOf(id === undefined ? ['alerts'] : ['alerts', id], query));
    if (id === undefined) focusList();
  };
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(alerts.length - 1, at + by));
    setCurrent(next);
    const id = alerts[next]?.id;
    if (openId !== undefined && id !== undefined) go(hrefOf(['alerts', id], query), 'replace');
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => open(alerts[at]?.id),
    Escape: () => open(undefined),
  });
  return { at, open, openId, setCurrent };
}

const Bar = ({
  feed,
  query,
  known,
  chosen,
}: {
  readonly feed: Feed;
  readonly query: Place['query'];
  readonly known: Props['known'];
  readonly chosen: number;
}) => (
  <div class="bar">
    <FilterBar query={query} known={known} />
    {feed.waiting.length > 0 ? (
      <button type="button" class="new" onClick={feed.showNew}>
        {feed.waiting.length} new
      </button>
    ) : null}
    {chosen > 0 ? <output>{chosen} chosen</output> : null}
  </div>
);

/** The list of alerts, and beside it the one that is open. */
export function Alerts({ place, known }: Props) {
  const { query } = place;
  const feed = useFeed(query);
  const { at, open, openId, setCurrent } = useMoves(feed, place);
  const { chosen, asking, sendAgain, choose, done } = useActions(feed, feed.alerts[at], openId);
  const point = (index: number, { id }: AlertSummary): void => {
    setCurrent(index);
    open(id);
  };
  return (
    <div class={`alerts ${openId === undefined ? '' : 'beside'}`}>
      <section class="listing" aria-label="List of alerts">
        <h1 class="hidden">Alerts</h1>
        <Bar feed={feed} query={query} known={known} chosen={chosen.size} />
        <Trouble error={feed.error} />
        <NoAlerts feed={feed} isFiltered={filterNames.some((name) => query[name] !== undefined)} />
        <List feed={feed} current={at} chosen={chosen} onPoint={point} onChoose={choose} />
      </section>
      {openId === undefined ? null : <Alert id={openId} onClose={() => open(undefined)} onAgain={sendAgain} />}
      {asking?.what === 'again' ? <SendAgain ids={asking.ids} onClose={done} /> : null}
      {asking?.what === 'silence' ? <SilenceDialog suggestions={silenceable(asking.of)} onClose={done} /> : null}
    </div>
  );
}
