import { useState } from 'preact/hooks';
import { SilenceDialog } from '../alerts/silence-dialog.tsx';
import { call, get, textOf } from '../api.ts';
import { Empty, say, Trouble } from '../parts/feedback.tsx';
import { TableHead } from '../parts/table-head.tsx';
import { Ago } from '../parts/words.tsx';
import { mayOperate } from '../person.ts';
import { useNow, usePolled } from '../polling.ts';
import type { SilenceInfo } from '../types.ts';

const nothing: Readonly<Record<string, string>> = {};

const matchOf = ({ match, matchers = [] }: SilenceInfo): string =>
  [...Object.entries(match).map(([name, value]) => `${name}: ${String(value)}`), ...matchers].join(', ');

const stateOf = ({ active, ended, until }: SilenceInfo, now: number): string => {
  if (active) return 'active';
  return ended || Date.parse(until) <= now ? 'over' : 'not now';
};

interface RowProps {
  readonly silence: SilenceInfo;
  readonly now: number;
  readonly isChosen: boolean;
  readonly choose: (id: string) => void;
  readonly end: (ids: readonly string[]) => void;
}

const mayEnd = (silence: SilenceInfo, now: number): boolean => stateOf(silence, now) !== 'over' && mayOperate();

const Row = ({ silence, now, isChosen, choose, end }: RowProps) => (
  <tr class={stateOf(silence, now)}>
    <td>
      {mayEnd(silence, now) ? (
        <input
          type="checkbox"
          checked={isChosen}
          onChange={() => choose(silence.id)}
          aria-label={`Choose the silence of ${matchOf(silence)}`}
        />
      ) : null}
    </td>
    <td>{stateOf(silence, now)}</td>
    <td>
      <code>{matchOf(silence)}</code>
    </td>
    <td>{silence.reason}</td>
    <td data-label="by">{silence.author}</td>
    <td data-label="until">
      <Ago time={silence.until} now={now} />
    </td>
    <td class="number" data-label="held back">
      {silence.count}
    </td>
    <td>
      {mayEnd(silence, now) ? (
        <button
          type="button"
          onClick={() => end([silence.id])}
          aria-label={`End now: the silence of ${matchOf(silence)}`}
        >
          End now
        </button>
      ) : null}
    </td>
  </tr>
);

/** Ends silences one after another; says how it went. */
async function endAll(ids: readonly string[]): Promise<void> {
  const failed: string[] = [];
  for (const id of ids)
    await call('DELETE', `/v1/silences/${encodeURIComponent(id)}`).catch((error: unknown) =>
      failed.push(textOf(error)),
    );
  const [first] = failed;
  if (first !== undefined) say(`${failed.length} of ${ids.length} failed. ${first}`, true);
  else say(ids.length === 1 ? 'The silence has ended' : `${ids.length} silences have ended`);
}

const toggled = (chosen: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** Who silenced what, why, until when, and how many alerts each held back. */
export function Silences() {
  const { value, error, reload } = usePolled(10_000, () => get<{ silences: SilenceInfo[] }>('/v1/silences'));
  const [isMaking, setMaking] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const now = useNow();
  const end = (ids: readonly string[]): void => {
    const done = (): void => {
      setPicked(new Set());
      reload();
    };
    endAll(ids).then(done, done);
  };
  const choose = (id: string): void => setPicked((before) => toggled(before, id));
  const all = (value?.silences ?? []).toSorted(
    (a, b) => Number(b.active) - Number(a.active) || (a.until < b.until ? 1 : -1),
  );
  const chosen = all.filter((each) => picked.has(each.id) && mayEnd(each, now)).map(({ id }) => id);
  return (
    <>
      <h1>Silences</h1>
      <Trouble error={error} />
      {mayOperate() ? (
        <p>
          <button type="button" class="main" onClick={() => setMaking(true)}>
            New silence …
          </button>{' '}
          {chosen.length === 0 ? null : (
            <button type="button" onClick={() => end(chosen)}>
              End {chosen.length} chosen
            </button>
          )}
        </p>
      ) : null}
      {value !== undefined && all.length === 0 ? (
        <Empty title="Nothing is silenced">
          <p>Press s on an alert, or in a terminal:</p>
          <pre>{'npx --no tocsin silence add \'source="akto-prod"\' --duration 2h --reason maintenance'}</pre>
        </Empty>
      ) : null}
      {all.length === 0 ? null : (
        <table class="silences">
          <TableHead columns={['Choose', 'State', 'Alerts with', 'Why', 'By', 'Until', 'Held back', 'End']} />
          <tbody>
            {all.map((each) => (
              <Row key={each.id} silence={each} now={now} isChosen={picked.has(each.id)} choose={choose} end={end} />
            ))}
          </tbody>
        </table>
      )}
      {isMaking ? <SilenceDialog suggestions={nothing} onClose={() => setMaking(false)} onDone={reload} /> : null}
    </>
  );
}
