import { useEffect, useState } from 'preact/hooks';
import { useKeys } from '../alerts/keys.ts';
import { get, textOf } from '../api.ts';
import { hrefOf, type Place } from '../location.ts';
import { Drawing } from '../parts/drawing.tsx';
import { Empty, Trouble } from '../parts/feedback.tsx';
import { RequestFold } from '../parts/request.tsx';
import { Ago } from '../parts/words.tsx';
import { useNow, usePolled } from '../polling.ts';
import type { ReceivedInfo, SandboxInfo } from '../types.ts';

type Mock = SandboxInfo['destinations'][number];

const sumOf = (all: readonly Mock[], of: (each: Mock) => number): number =>
  all.reduce((sum, each) => sum + of(each), 0);

function Choice({
  href,
  isChosen,
  name,
  about,
  counts,
}: {
  readonly href: string;
  readonly isChosen: boolean;
  readonly name: string;
  readonly about: string;
  readonly counts: Pick<Mock, 'arrived' | 'refused'>;
}) {
  return (
    <li>
      <a href={href} aria-current={isChosen ? 'true' : undefined}>
        <b>{name}</b> <small>{about}</small>
        <span class="got">
          {counts.arrived} arrived{counts.refused > 0 ? <span class="bad">, {counts.refused} refused</span> : null}
        </span>
      </a>
    </li>
  );
}

function Choices({ all, chosen }: { readonly all: readonly Mock[]; readonly chosen: string | undefined }) {
  const total = { arrived: sumOf(all, ({ arrived }) => arrived), refused: sumOf(all, ({ refused }) => refused) };
  return (
    <div class="mocks">
      <ul class="plain" aria-label="Mock receivers">
        <Choice
          href={hrefOf(['sandbox'])}
          isChosen={chosen === undefined}
          name="All"
          about="newest first"
          counts={total}
        />
        {all.map((each) => (
          <Choice
            key={each.id}
            href={hrefOf(['sandbox'], { destination: each.id })}
            isChosen={each.id === chosen}
            name={each.id}
            about={each.receiver}
            counts={each}
          />
        ))}
      </ul>
    </div>
  );
}

const Received = ({ received, now }: { readonly received: ReceivedInfo; readonly now: number }) => {
  const { destination, at, operation, ok, status, summary, problem, alertIds, drawing, request } = received;
  return (
    <article class={`received ${ok ? '' : 'refused'}`}>
      <h2>{summary}</h2>
      <p class="note">
        <b>{destination}</b> · <Ago time={at} now={now} /> · {operation} · answered {status}
        {alertIds.slice(0, 5).map((id, index) => (
          <span key={id}>
            {' '}
            · <a href={hrefOf(['alerts', id])}>{alertIds.length === 1 ? 'its alert' : `alert ${index + 1}`}</a>
          </span>
        ))}
      </p>
      {ok ? null : <p class="trouble">The mock receiver refused it, as the vendor would: {problem}</p>}
      {drawing === '' ? null : <Drawing html={drawing} />}
      <RequestFold request={request} />
    </article>
  );
};

/** What was received when it was last asked for; what comes later waits until it is asked for. */
function useReceived(destination: string | undefined, total: number) {
  const [asked, setAsked] = useState(0);
  const [held, setHeld] = useState<{
    readonly of: string | undefined;
    readonly total: number;
    readonly all: readonly ReceivedInfo[];
  }>();
  const [error, setError] = useState<string>();
  const isFirst = held === undefined || held.of !== destination || held.all.length === 0;
  useEffect(() => {
    const query = destination === undefined ? '' : `?destination=${encodeURIComponent(destination)}`;
    get<{ received: ReceivedInfo[] }>(`/v1/sandbox/received${query}`).then(
      ({ received }) => {
        setHeld({ of: destination, total, all: received });
        setError(undefined);
      },
      (failure: unknown) => setError(textOf(failure)),
    );
  }, [destination, asked, isFirst ? total : 0]);
  const show = (): void => setAsked((before) => before + 1);
  return { all: isFirst ? undefined : held.all, fresh: isFirst ? 0 : total - held.total, show, error };
}

const Nothing = ({ running }: { readonly running: SandboxInfo }) =>
  running.isRunning ? (
    <Empty title="Nothing received yet">
      <p>Send a sample with the command that the start printed, or test a destination:</p>
      <pre>{`npx --no tocsin test ${running.destinations[0]?.id ?? 'NAME'} --data .tocsin/sandbox`}</pre>
    </Empty>
  ) : (
    <Empty title="Destinations are real here">
      <p>Mock receivers take their place, and show here what they get, with:</p>
      <pre>npm start -- --sandbox</pre>
    </Empty>
  );

const Replaced = ({ mock }: { readonly mock: Mock | undefined }) =>
  mock === undefined || mock.replaced.length === 0 ? null : (
    <p class="note">
      The mock receiver has its own {mock.replaced.join(', ')}: it does not know the ones of tocsin.yaml.
    </p>
  );

/** What mock receivers got in the place of the destinations, as their readers see it. */
export function Sandbox({ place: { query } }: { readonly place: Place }) {
  const { value: running, error } = usePolled(3_000, () => get<SandboxInfo>('/v1/sandbox'));
  const now = useNow();
  const chosen = query['destination'];
  const all = running?.destinations ?? [];
  const mock = all.find(({ id }) => id === chosen);
  const total = sumOf(mock === undefined ? all : [mock], ({ requests }) => requests);
  const received = useReceived(chosen, total);
  useKeys({ n: received.show });
  return (
    <>
      <h1>Sandbox</h1>
      <p class="note">Mock receivers stand in the place of all destinations. Nothing is sent anywhere else.</p>
      <Trouble error={error ?? (running?.isRunning === false ? undefined : received.error)} />
      <div class="mock-grid">
        <Choices all={all} chosen={chosen} />
        <section aria-label="Received">
          {received.fresh > 0 ? (
            <button type="button" class="new" onClick={received.show}>
              {received.fresh} new
            </button>
          ) : null}
          <Replaced mock={mock} />
          {running !== undefined && received.all === undefined ? <Nothing running={running} /> : null}
          {(received.all ?? []).map((each) => (
            <Received key={each.number} received={each} now={now} />
          ))}
        </section>
      </div>
    </>
  );
}
