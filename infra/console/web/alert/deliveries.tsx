import { partsOfDeliveryId } from '../../../../lambdas/domain/delivery.ts';
import { hrefOf } from '../location.ts';
import { StatusMark } from '../parts/words.tsx';
import { mayOperate } from '../person.ts';
import type { DeliveryInfo } from '../types.ts';

/** What can be done with one delivery. */
export interface DeliveryActs {
  readonly again: (id: string) => void;
  /** Says that an uncertain one arrived. */
  readonly confirm: (id: string) => void;
}

interface Props {
  readonly delivery: DeliveryInfo;
  readonly acts: DeliveryActs;
}

/** Nobody but a person can say what became of an uncertain delivery. */
const Uncertain = ({ delivery: { id, destination }, acts }: Props) => (
  <p class="buttons">
    Did it arrive?
    <button type="button" class="main" aria-label={`It arrived at ${destination}`} onClick={() => acts.confirm(id)}>
      It arrived
    </button>
    <button type="button" aria-label={`It did not: send it again to ${destination}`} onClick={() => acts.again(id)}>
      It did not: send it again
    </button>
  </p>
);

const Again = ({ delivery: { id, destination }, acts }: Props) => (
  <button type="button" class="plain small" aria-label={`Send again to ${destination}`} onClick={() => acts.again(id)}>
    send again
  </button>
);

function Acts(props: Props) {
  if (!mayOperate()) return null;
  return props.delivery.status === 'unknown' ? <Uncertain {...props} /> : <Again {...props} />;
}

const Facts = ({ delivery: { destination, status, reason, mergedInto, receipt } }: Pick<Props, 'delivery'>) => (
  <>
    <b>{destination}</b> <StatusMark status={status} />
    {reason === undefined ? '' : ` ${reason}`}
    {mergedInto === undefined ? null : (
      <>
        {' into '}
        <a href={hrefOf(['alerts', partsOfDeliveryId(mergedInto)?.alertId ?? mergedInto])}>
          the message that carries it
        </a>
      </>
    )}
    {receipt === undefined ? '' : <code> {receipt.id}</code>}{' '}
  </>
);

/** Where each delivery stands, why, and what can be done. */
export const Deliveries = ({
  deliveries,
  acts,
}: {
  readonly deliveries: readonly DeliveryInfo[];
  readonly acts: DeliveryActs;
}) => (
  <ul class="plain deliveries">
    {deliveries.map((delivery) => (
      <li key={delivery.id} id={delivery.id}>
        <Facts delivery={delivery} />
        <Acts delivery={delivery} acts={acts} />
      </li>
    ))}
  </ul>
);
