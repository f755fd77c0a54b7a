import { useState } from 'preact/hooks';
import { get, post, textOf } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Empty, say, Trouble } from '../parts/feedback.tsx';
import { Ago } from '../parts/words.tsx';
import { mayOperate, person } from '../person.ts';
import { useNow, usePolled } from '../polling.ts';
import { ago } from '../time.ts';
import type { DestinationInfo } from '../types.ts';

type Recent = DestinationInfo['recent'];

const waitingIn = ({ deliveries: { queued = 0, sending = 0, retrying = 0 } }: Recent): number =>
  queued + sending + retrying;

/** The state of a destination in words. */
function stateOf({ state, since, reason, nextProbeAt, pausedBy, recent }: DestinationInfo, now: number): string {
  const waiting = waitingIn(recent);
  const waits = waiting === 0 ? 'nothing waits' : `${waiting} wait${waiting === 1 ? 's' : ''}`;
  if (state === 'ok') return `accepting; ${waits}`;
  const from = since === undefined ? '' : ` since ${ago(since, now)}`;
  if (state === 'paused') return `paused by ${pausedBy ?? 'somebody'}${from}; ${waits}`;
  const next = nextProbeAt === undefined ? '' : `; tried again ${ago(nextProbeAt, now)}`;
  return `refusing${from}: ${reason ?? 'no reason given'}; ${waits}${next}`;
}

/** What to do about it; nothing when all is well. */
function adviceOf({ id, type, state, recent: { lastFailure, deliveries } }: DestinationInfo): string | undefined {
  if (state === 'paused') return 'Resume it when it may receive again: what waits is sent then, the urgent first.';
  if (state === 'refusing')
    return lastFailure?.httpStatus === 401 || lastFailure?.httpStatus === 403
      ? `Replace its credential (docs/destinations/${type}.md says where it comes from); what waits is sent by itself.`
      : `Look at what it says; when it is slow to come back, send what waits to another destination. Test: npx --no tocsin test ${id}`;
  if ((deliveries.unknown ?? 0) > 0)
    return 'Some deliveries are uncertain: look there, then confirm or send them again.';
  return undefined;
}

interface ActionsProps {
  readonly destination: DestinationInfo;
  readonly others: readonly string[];
  readonly reload: () => void;
}

const path = (id: string): string => `/v1/destinations/${encodeURIComponent(id)}`;

function SendTo({
  from,
  others,
  onClose,
}: {
  readonly from: string;
  readonly others: readonly string[];
  readonly onClose: () => void;
}) {
  const [error, setError] = useState<string>();
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = { destination: from, status: String(form.get('status')), to: String(form.get('to')), dryRun: false };
    post<{ deliveriesReplayed: number; state: string }>('/v1/replay', body).then(
      ({ deliveriesReplayed, state }) => {
        say(`${deliveriesReplayed} sent to ${body.to}${state === 'running' ? ', the rest follows' : ''}`);
        onClose();
      },
      (failure: unknown) => setError(textOf(failure)),
    );
  };
  return (
    <Dialog title={`Send what waits for ${from} to another destination`} onClose={onClose}>
      <form class="fields" onSubmit={send}>
        <Trouble error={error} />
        <label>
          Deliveries
          <select name="status">
            <option value="retrying">waiting, tried before</option>
            <option value="queued">waiting</option>
            <option value="dead">dead</option>
            <option value="unknown">uncertain</option>
          </select>
        </label>
        <label>
          To
          <select name="to">
            {others.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <p class="buttons">
          <button type="submit" class="main" autofocus>
            Send
          </button>
          <button type="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function Actions({ destination: { id, state }, others, reload }: ActionsProps) {
  const [isSending, setSending] = useState(false);
  const run = (work: Promise<unknown>, done: (answer: unknown) => string): void => {
    work
      .then(
        (answer) => say(done(answer)),
        (error: unknown) => say(textOf(error), true),
      )
      .then(reload, reload);
  };
  const tested = (answer: unknown): string => {
    const { status, reason } = answer as { status: string; reason?: string };
    return `Test of ${id}: ${status}${reason === undefined ? '' : `, ${reason}`}`;
  };
  const by = { by: person() };
  return (
    <p class="buttons">
      <button type="button" onClick={() => run(post(`${path(id)}/test`), tested)} aria-label={`Test ${id}`}>
        Test
      </button>
      {state === 'paused' ? (
        <button
          type="button"
          class="main"
          onClick={() => run(post(`${path(id)}/resume`, by), () => `Resumed ${id}`)}
          aria-label={`Resume ${id}`}
        >
          Resume
        </button>
      ) : (
        <button
          type="button"
          onClick={() => run(post(`${path(id)}/pause`, by), () => `Paused ${id}`)}
          aria-label={`Pause ${id}`}
        >
          Pause
        </button>
      )}
      {others.length === 0 ? null : (
        <button
          type="button"
          onClick={() => setSending(true)}
          aria-label={`Send what waits to … another destination than ${id}`}
        >
          Send what waits to …
        </button>
      )}
      {isSending ? <SendTo from={id} others={others} onClose={() => setSending(false)} /> : null}
    </p>
  );
}

function Card({ destination, others, reload, now }: ActionsProps & { readonly now: number }) {
  const { id, type, state, routes, recent } = destination;
  const advice = adviceOf(destination);
  const { notifySeconds, lastDeliveredAt, lastFailure } = recent;
  return (
    <section class={`card ${state}`} id={`destination-${id}`}>
      <h2>
        {id} <small>{type}</small>
      </h2>
      <p class="state">{stateOf(destination, now)}</p>
      {advice === undefined ? null : <p class="advice">{advice}</p>}
      <dl class="figures">
        <div>
          <dt>time to notify, p50 / p95</dt>
          <dd>{notifySeconds === undefined ? 'no figures yet' : `${notifySeconds.p50} s / ${notifySeconds.p95} s`}</dd>
        </div>
        <div>
          <dt>last success</dt>
          <dd>{lastDeliveredAt === undefined ? 'none yet' : <Ago time={lastDeliveredAt} now={now} />}</dd>
        </div>
        <div>
          <dt>last failure</dt>
          <dd>
            {lastFailure === undefined ? 'none' : <Ago time={lastFailure.at} now={now} />} {lastFailure?.reason}
          </dd>
        </div>
        <div>
          <dt>routes</dt>
          <dd>{routes.length === 0 ? 'no route names it' : routes.join(', ')}</dd>
        </div>
      </dl>
      <p>
        <a href={hrefOf(['alerts'], { destination: id })}>its alerts</a>
        {(recent.deliveries.dead ?? 0) > 0 ? (
          <a href={hrefOf(['alerts'], { destination: id, status: 'dead' })}>dead ones</a>
        ) : null}
      </p>
      {mayOperate() ? <Actions destination={destination} others={others} reload={reload} /> : null}
    </section>
  );
}

/** A card for each destination. */
export function Destinations() {
  const { value, error, reload } = usePolled(5_000, () => get<{ destinations: DestinationInfo[] }>('/v1/destinations'));
  const now = useNow();
  const all = value?.destinations ?? [];
  const ids = all.map(({ id }) => id);
  return (
    <>
      <h1>Destinations</h1>
      <Trouble error={error} />
      {value !== undefined && all.length === 0 ? (
        <Empty title="No destination is configured">
          <p>Add one under destinations in tocsin.yaml (docs/destinations has a snippet for each), then:</p>
          <pre>npx --no tocsin check</pre>
        </Empty>
      ) : null}
      <div class="cards">
        {all.map((each) => (
          <Card
            key={each.id}
            destination={each}
            others={ids.filter((id) => id !== each.id)}
            reload={reload}
            now={now}
          />
        ))}
      </div>
    </>
  );
}
