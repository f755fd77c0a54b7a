import type { Connected } from '../../destinations/_kit/connected.ts';
import type { DeliveryTarget } from '../../domain/delivery-target.ts';
import type { SystemRecipients } from '../../domain/system-recipients.ts';
import type { TimeIntervals } from '../../domain/times/route-times.ts';
import type { RoutePorts } from '../fallback.ts';
import type { Inhibition } from '../inhibition.ts';
import type { Queues, Stores } from '../ports/index.ts';
import type { Send } from '../ports/transport.ts';

/** Why a destination cannot be used at all. Its deliveries are held. */
export type Unusable = 'destination_not_configured' | 'secret_not_set' | 'settings_invalid';

/** What the deliver stage works with. */
export interface Ports
  extends Pick<
      Stores,
      | 'alerts'
      | 'deliveries'
      | 'openDeliveries'
      | 'groups'
      | 'problems'
      | 'circuits'
      | 'rateLimits'
      | 'fallbacks'
      | 'parked'
      | 'reports'
      | 'ledger'
      | 'notes'
    >,
    Pick<Queues, 'deliveryQueue'>,
    RoutePorts {
  /** The open problem that inhibits an alert; absent where the configuration has no such rules. */
  inhibitedBy?: Inhibition['inhibitedBy'];
  readonly send: Send;
  /** A destination as it is configured, at one of its targets when that is given. */
  destination(id: string, target?: DeliveryTarget): Promise<Connected | Unusable>;
  /** The time intervals of the configuration. */
  readonly timeIntervals: TimeIntervals;
  readonly systemRecipients: SystemRecipients;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  now(): number;
  /** In [0, 1). */
  random(): number;
}
