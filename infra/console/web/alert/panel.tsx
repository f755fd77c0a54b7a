import { useEffect, useRef, useState } from 'preact/hooks';
import { acknowledge, confirmDelivery, detailOf, replayDelivery, resolve } from '../alerts/actions.ts';
import { SilenceDialog } from '../alerts/silence-dialog.tsx';
import { textOf } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Copy, say, Trouble } from '../parts/feedback.tsx';
import { Ago, SeverityMark } from '../parts/words.tsx';
import { mayOperate, person } from '../person.ts';
import { useNow, usePolled } from '../polling.ts';
import type { Alert as AlertData, Detail } from '../types.ts';
import { Deliveries, type DeliveryActs } from './deliveries.tsx';
import { sentenceOf } from './entities.ts';
import { MessagesSeen, useAllMessages } from './messages.tsx';
import { Advice, Entities, EvidenceText, Raw } from './parts.tsx';
import { Timeline } from './timeline.tsx';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onAgain: (id: string) => void;
}

const silenceable = ({ source, title, severity, target, rule }: AlertData): Readonly<Record<string, string>> => ({
  source,
  title,
  severity,
  'rule.uid': rule.uid,
  ...(target.host === undefined ? {} : { 'target.host': target.host }),
});

function Head({ detail: { alert, problem } }: { readonly detail: Detail }) {
  const now = useNow();
  const last = problem?.answers.at(-1);
  return (
    <header>
      <h2>{alert.title}</h2>
      <p class="facts">
        <SeverityMark severity={alert.severity} /> · {alert.class} · {problem?.state ?? alert.state} · since{' '}
        <Ago time={alert.finding.firstSeenAt ?? alert.occurredAt} now={now} />
        {alert.finding.count === undefined ? '' : ` · seen ${alert.finding.count} times`}
        {last === undefined ? ' · nobody has acknowledged it' : ` · ${last.state} by ${last.author}`}
      </p>
    </header>
  );
}

const reported = (work: Promise<unknown>, done: string, after: () => void): void => {
  work.then(
    () => {
      say(done);
      after();
    },
    (error: unknown) => say(textOf(error), true),
  );
};

interface ButtonsProps extends Pick<Props, 'id' | 'onAgain'> {
  readonly reload: () => void;
  readonly onSilence: () => void;
}

const Buttons = ({ id, reload, onAgain, onSilence }: ButtonsProps) => (
  <p class="buttons">
    <button type="button" class="main" onClick={() => void acknowledge([id], person()).then(reload)}>
      Acknowledge
    </button>
    <button type="button" onClick={() => void resolve([id], person()).then(reload)}>
      Resolve
    </button>
    <button type="button" onClick={onSilence}>
      Silence …
    </button>
    <button type="button" onClick={() => onAgain(id)}>
      Send again …
    </button>
  </p>
);

interface BodyProps {
  readonly detail: Detail;
  readonly acts: DeliveryActs;
  /** All messages are shown. */
  readonly isOpen: boolean;
}

function Body({ detail, acts, isOpen }: BodyProps) {
  const { alert } = detail;
  return (
    <>
      <p class="sentence">{sentenceOf(alert)}</p>
      {alert.description === undefined ? null : <p class="description">{alert.description}</p>}
      <section>
        <h3>Entities</h3>
        <Entities alert={alert} />
      </section>
      <Advice alert={alert} />
      <EvidenceText alert={alert} />
      <section>
        <h3>Deliveries</h3>
        {detail.deliveries.length === 0 ? (
          <p>
            No route sends it anywhere: <a href={hrefOf(['routes'])}>Routes</a> shows what each matches.
          </p>
        ) : (
          <Deliveries deliveries={detail.deliveries} acts={acts} />
        )}
        <h3>Time line (UTC)</h3>
        <Timeline detail={detail} />
      </section>
      <MessagesSeen deliveries={detail.deliveries} isOpen={isOpen} />
    </>
  );
}

/** One alert: what it is, what was done about it, and what can be done. */
export function Alert({ id, onClose, onAgain }: Props) {
  const { value: detail, error, reload } = usePolled(5_000, () => detailOf(id), id);
  const [isSilencing, setSilencing] = useState(false);
  const isOpen = useAllMessages();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const alert = detail?.alert;
  const acts: DeliveryActs = {
    again: (delivery) => reported(replayDelivery(delivery), 'Queued to be sent again', reload),
    confirm: (delivery) => reported(confirmDelivery(delivery, person()), 'Confirmed: it counts as delivered', reload),
  };
  return (
    <article
      class="alert"
      ref={panel}
      tabIndex={-1}
      aria-label={alert === undefined ? 'Alert' : `Alert: ${alert.title}`}
    >
      <p class="top">
        <button type="button" onClick={onClose}>
          Close
        </button>
        <a class="small" href={hrefOf(['routes'], { alert: id })}>
          its way through the routes
        </a>
        <Copy text={`${location.origin}${hrefOf(['alerts', id])}`} label="link to this alert">
          copy link
        </Copy>
      </p>
      <Trouble error={error} />
      {detail === undefined || alert === undefined ? null : (
        <>
          <Head detail={detail} />
          {mayOperate() ? (
            <Buttons id={id} reload={reload} onAgain={onAgain} onSilence={() => setSilencing(true)} />
          ) : null}
          <Body detail={detail} acts={acts} isOpen={isOpen} />
          <Raw value={alert} />
        </>
      )}
      {isSilencing && alert !== undefined ? (
        <SilenceDialog suggestions={silenceable(alert)} onClose={() => setSilencing(false)} />
      ) : null}
    </article>
  );
}
