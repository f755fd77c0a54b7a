import { get, hookUrl } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Copy, Empty, Trouble } from '../parts/feedback.tsx';
import { Ago } from '../parts/words.tsx';
import { useNow, usePolled } from '../polling.ts';
import { span } from '../time.ts';
import type { SourceInfo } from '../types.ts';

/** A command that works when it is pasted where tocsin.yaml is: it takes the credential from there. */
const commandOf = (id: string): string => `npx --no tocsin send ${id} --sample`;

const seenOf = ({ expectSeconds, isSilent }: SourceInfo): string => {
  if (isSilent === true) return 'silent for longer than expected: check the sender and its credential';
  return expectSeconds === undefined ? '' : `expected at least every ${span(expectSeconds * 1000)}`;
};

function Card({ source, now }: { readonly source: SourceInfo; readonly now: number }) {
  const { id, type, hookPath, lastSeenAt, isSilent, recent } = source;
  const url = hookUrl(hookPath);
  return (
    <section class={`card ${isSilent === true ? 'refusing' : 'ok'}`} id={`source-${id}`}>
      <h2>
        {id} <small>{type}</small>
      </h2>
      <p class="state">
        {lastSeenAt === undefined ? (
          'nothing received yet'
        ) : (
          <>
            last seen <Ago time={lastSeenAt} now={now} />
          </>
        )}{' '}
        {seenOf(source)}
      </p>
      <dl class="figures">
        <div>
          <dt>alerts in the last hour</dt>
          <dd>{recent.lastHour}</dd>
        </div>
        <div>
          <dt>unreadable</dt>
          <dd>{recent.unreadable}</dd>
        </div>
        <div>
          <dt>gaps</dt>
          <dd>{recent.gaps}</dd>
        </div>
      </dl>
      <p>
        Hook <code>{url}</code> <Copy text={url} label={`the hook of ${id}`} />
      </p>
      <p>
        Try it <code>{commandOf(id)}</code> <Copy text={commandOf(id)} label={`the command for ${id}`} />
      </p>
      <p>
        <a href={hrefOf(['alerts'], { source: id })}>its alerts</a>
      </p>
    </section>
  );
}

/** A card for each source. */
export function Sources() {
  const { value, error } = usePolled(10_000, () => get<{ sources: SourceInfo[] }>('/v1/sources'));
  const now = useNow();
  return (
    <>
      <h1>Sources</h1>
      <p class="note">Counts are those of the newest 200 alerts.</p>
      <Trouble error={error} />
      {value?.sources.length === 0 ? (
        <Empty title="No source is configured">
          <p>Add one under sources in tocsin.yaml (docs/sources has a snippet for each), then:</p>
          <pre>npx --no tocsin check</pre>
        </Empty>
      ) : null}
      <div class="cards">
        {(value?.sources ?? []).map((each) => (
          <Card key={each.id} source={each} now={now} />
        ))}
      </div>
    </>
  );
}
