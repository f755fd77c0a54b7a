import * as z from 'zod/mini';
import { count, name, time } from './schemas.ts';

const text = z.string();

/** What the mock receiver of a destination got so far. */
export const SandboxDestination = name(
  'SandboxDestination',
  z.strictObject({
    id: text,
    type: text,
    receiver: text.check(z.describe('The mock receiver that stands for its vendor.')),
    replaced: z.array(text).check(z.describe('Own settings that the mock receiver does not take.')),
    requests: count,
    arrived: count.check(z.describe('Messages, issues and events that are new to their reader.')),
    refused: count,
    lastAt: z.optional(time),
    lastSummary: z.optional(text),
  }),
);

/** A request as it is shown, without its credentials. */
export const MessageRequest = name(
  'MessageRequest',
  z.strictObject({
    method: text,
    url: text,
    headers: z.record(text, text),
    body: text.check(z.describe('Cut after 64,000 characters.')),
    bytes: count.check(z.describe('How long the body is in all.')),
  }),
);

/** One message, issue or event that a mock receiver got. */
export const SandboxReceived = name(
  'SandboxReceived',
  z.strictObject({
    number: count.check(z.describe('Counts what all destinations got.')),
    destination: text,
    at: time,
    operation: text,
    ok: z.boolean(),
    status: z.int(),
    summary: text,
    problem: z.optional(text),
    alertIds: z.array(text),
    drawing: text.check(z.describe('As its reader sees it: HTML in which nothing runs and no link leads anywhere.')),
    request: MessageRequest,
  }),
);

/** What `GET /v1/sandbox` answers. */
export const Sandbox = z.strictObject({
  isRunning: z.boolean().check(z.describe('Whether mock receivers stand in the place of the destinations.')),
  destinations: z.array(SandboxDestination),
});
/** What `GET /v1/sandbox/received` answers. */
export const Received = z.strictObject({ received: z.array(SandboxReceived) });

export type MessageRequest = z.infer<typeof MessageRequest>;
export type SandboxDestination = z.infer<typeof SandboxDestination>;
export type SandboxReceived = z.infer<typeof SandboxReceived>;

/** What mock receivers got in place of the destinations. */
export interface SandboxView {
  destinations(): readonly SandboxDestination[];
  /** The newest first, of one destination or of all; nothing for a destination that there is not. */
  received(destination: string | undefined, most: number): readonly SandboxReceived[] | undefined;
}
