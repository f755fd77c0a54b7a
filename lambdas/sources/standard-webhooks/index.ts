import type { Later } from '../../domain/values/deferred.ts';
import { defined, isFields, textOf } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { bare, inside } from '../_kit/envelope.ts';
import { readEnveloped } from '../_kit/formats/event-envelope.ts';
import { readAnything } from '../_kit/formats/reading.ts';

/** Constant over the sender's retries. */
const identityOf = ({ headers }: Received): readonly string[] | undefined => {
  const id = headers['webhook-id'] ?? headers['svix-id'];
  return id === undefined ? undefined : ['standard-webhooks', id];
};

function readPayload(payload: unknown, received: Received): Later<Reading> {
  const identity = identityOf(received);
  if (!isFields(payload) || textOf(payload['type']) === undefined || !('data' in payload))
    return readAnything(payload, received, { known: defined({ identity }) });
  const { data, ...rest } = payload;
  const around = inside(bare, rest, (inner) => ({ ...rest, data: inner }));
  const { type, timestamp: time } = rest;
  return readEnveloped(defined({ type: textOf(type), time, identity, data, around }), received);
}

/** Standard Webhooks: a convention that many senders follow for signing and, mostly, for the body. */
export const standardWebhooks = defineSource({
  vendor: 'Standard Webhooks',
  product: 'Event',
  docs: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  about: {
    name: 'Standard Webhooks, from any sender',
    setup: [
      'In the sender, add an endpoint with the URL {url} and choose the events that are alerts.',
      'Copy its signing secret (`whsec_…`) into the secret that tocsin.yaml names.',
    ],
    auth: `{ standardWebhooks: "\${STANDARD_WEBHOOKS_SECRET}" }`,
    arrives: 'One event a request: `type`, `timestamp` and `data`; a body of another shape is taken too.',
    becomes:
      'An alert an event, with the event’s type as its type. Title, severity, target and actor come from the data by the names of its fields. ' +
      'The header `webhook-id`, which stays the same when the sender tries again, names the occurrence. A type that ends in `.resolved` or `.closed`, or a ' +
      'status that says so, resolves what the same type reported of the same target.',
  },
  read: readPayload,
});
