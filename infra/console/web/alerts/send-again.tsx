import { useEffect, useState } from 'preact/hooks';
import { textOf } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { say, Trouble } from '../parts/feedback.tsx';
import { StatusMark } from '../parts/words.tsx';
import type { DeliveryInfo } from '../types.ts';
import { detailOf, replayDelivery, toSendAgain } from './actions.ts';

interface Props {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

async function sendAll(deliveries: readonly DeliveryInfo[]): Promise<void> {
  for (const { id } of deliveries) await replayDelivery(id);
}

/** Asks before deliveries are sent again, and names each of them. */
export function SendAgain({ ids, onClose }: Props) {
  const [found, setFound] = useState<readonly DeliveryInfo[]>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    Promise.all(ids.map(detailOf)).then(
      (all) => setFound(all.flatMap(({ deliveries }) => toSendAgain(deliveries))),
      (failure: unknown) => setError(textOf(failure)),
    );
  }, [ids]);
  const send = (event: Event): void => {
    event.preventDefault();
    sendAll(found ?? []).then(
      () => {
        say(`Queued to be sent again: ${found?.length ?? 0}`);
        onClose();
      },
      (failure: unknown) => setError(textOf(failure)),
    );
  };
  return (
    <Dialog title="Send again" onClose={onClose}>
      <form onSubmit={send}>
        <Trouble error={error} />
        {found?.length === 0 ? (
          <p>Nothing was sent yet that could be sent again: what waits is sent by itself.</p>
        ) : null}
        <ul class="plain">
          {(found ?? []).slice(0, 20).map(({ id, destination, status }) => (
            <li key={id}>
              {destination} <StatusMark status={status} />
            </li>
          ))}
        </ul>
        <p class="buttons">
          {/* The key is there before the list is, so that Enter means the same at any speed. */}
          <button type="submit" class="main" autofocus disabled={found !== undefined && found.length === 0}>
            Send {found === undefined ? '…' : found.length} again
          </button>
          <button type="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
