import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import { MessageRequest } from './sandbox-view.ts';
import { name, time } from './schemas.ts';

const text = z.string();

const shown = {
  type: z.optional(text),
  request: z.optional(MessageRequest),
  drawings: z
    .array(text)
    .check(
      z.describe(
        'As its reader sees it: HTML in which nothing runs and no link leads anywhere; empty when it cannot be drawn.',
      ),
    ),
  refused: z.optional(text.check(z.describe('Why the mock receiver of the vendor refuses it.'))),
  problem: z.optional(text.check(z.describe('Why there is no message to show.'))),
};

/** What `GET /v1/deliveries/{deliveryId}/message` answers. */
export const Message = name(
  'Message',
  z.strictObject({
    deliveryId: text,
    destination: text,
    at: time.check(
      z.describe('The time that it is made for: of the attempt that was accepted, else of the last one, else now.'),
    ),
    ...shown,
  }),
);

const Shown = z.strictObject(shown);
export type MessageShown = z.infer<typeof Shown>;

/** A delivery whose message is asked for. */
export interface MessageAsked {
  readonly deliveryId: string;
  readonly destination: string;
  readonly alert: Alert;
  readonly at: string;
  /** The vendor's own record, where it is kept. */
  readonly raw?: string;
}

/** Makes the message of a delivery again, by the configuration as it is now. It looks up no secret. */
export type Messages = (asked: MessageAsked) => Promise<MessageShown>;
