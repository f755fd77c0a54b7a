import { useEffect, useState } from 'preact/hooks';
import { partsOfDeliveryId } from '../../../../lambdas/domain/delivery.ts';
import { useKeys } from '../alerts/keys.ts';
import { get, textOf } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Drawing } from '../parts/drawing.tsx';
import { Trouble } from '../parts/feedback.tsx';
import { RequestFold } from '../parts/request.tsx';
import { StatusMark } from '../parts/words.tsx';
import { exact } from '../time.ts';
import type { DeliveryInfo, MessageInfo } from '../types.ts';

/** What stands above a message: whether it was sent like this. */
function About({ status, mergedInto = '' }: DeliveryInfo) {
  if (status === 'merged')
    return (
      <p class="note">
        It was not sent by itself:{' '}
        <a href={hrefOf(['alerts', partsOfDeliveryId(mergedInto)?.alertId ?? mergedInto])}>another message</a> carries
        it.
      </p>
    );
  if (status === 'suppressed') return <p class="note">It was silenced and not sent; it would be this.</p>;
  return status === 'queued' ? <p class="note">It is not sent yet; it will be this.</p> : null;
}

/** The message, made again by the configuration as it is now. */
function Made({ delivery }: { readonly delivery: DeliveryInfo }) {
  const [message, setMessage] = useState<MessageInfo>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    get<MessageInfo>(`/v1/deliveries/${encodeURIComponent(delivery.id)}/message`).then(setMessage, (failure: unknown) =>
      setError(textOf(failure)),
    );
  }, [delivery.id]);
  if (message === undefined) return error === undefined ? <p class="note">Drawing …</p> : <Trouble error={error} />;
  return (
    <>
      <About {...delivery} />
      {message.problem === undefined ? null : <p class="state">There is nothing to show: {message.problem}</p>}
      {message.refused === undefined ? null : <p class="state">Its vendor would refuse it: {message.refused}</p>}
      {message.drawings.map((html) => (
        <Drawing key={html} html={html} />
      ))}
      <p class="note">
        Made again for {exact(message.at)} by the configuration as it is now; repeats and ends are replies to it.
      </p>
      {message.request === undefined ? null : <RequestFold request={message.request} />}
    </>
  );
}

interface FoldProps {
  readonly delivery: DeliveryInfo;
  readonly isOpen: boolean;
}

function Fold({ delivery, isOpen }: FoldProps) {
  const [wasOpened, setOpened] = useState(isOpen);
  useEffect(() => {
    if (isOpen) setOpened(true);
  }, [isOpen]);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpened((before) => before || currentTarget.open)}>
      <summary>
        {delivery.destination} <StatusMark status={delivery.status} />
      </summary>
      {wasOpened ? <Made delivery={delivery} /> : null}
    </details>
  );
}

/** Whether all messages are shown; `m` changes that, and it stays for the next alert. */
export function useAllMessages(): boolean {
  const [isOpen, setOpen] = useState(false);
  useKeys({ m: () => setOpen((before) => !before) });
  return isOpen;
}

interface Props {
  readonly deliveries: readonly DeliveryInfo[];
  readonly isOpen: boolean;
}

/** Each message as its reader saw it, loaded when it is opened. */
export function MessagesSeen({ deliveries, isOpen }: Props) {
  if (deliveries.length === 0) return null;
  return (
    <section>
      <h3>Messages as their readers see them</h3>
      {deliveries.map((each) => (
        <Fold key={each.id} delivery={each} isOpen={isOpen} />
      ))}
    </section>
  );
}
