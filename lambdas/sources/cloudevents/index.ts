import type { Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { bare } from '../_kit/envelope.ts';
import { attributesAs, readEnveloped } from '../_kit/formats/event-envelope.ts';
import { isBlank } from '../_kit/formats/reading.ts';
import { readItems } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';

// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md and bindings/http-protocol-binding.md

const isEvent = (value: unknown): value is Fields =>
  isFields(value) && textOf(value['specversion']) !== undefined && textOf(value['type'] ?? value['id']) !== undefined;

/** Quotes undone, then one round of percent-decoding (section 3.1.3.2 of the binding); what is no such text stays as it came. */
function headerText(value: string): string {
  const plain = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1') ?? value;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** The attributes of an event whose data is the body. */
const inHeaders = ({ headers }: Received): Fields =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('ce-') ? [[name.slice('ce-'.length), headerText(value)]] : [],
    ),
  );

function dataIn(event: Fields): unknown {
  const { data, data_base64: own, datacontentencoding: encoding } = event;
  // Version 0.3 says beside the data that it is Base64.
  const base64 = /^base64$/i.test(textOf(encoding) ?? '') ? data : own;
  if (base64 !== data && data !== undefined && data !== null) return jsonIn(data) ?? data;
  if (typeof base64 !== 'string') return data ?? undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return jsonIn(text) ?? text;
}

function readEvent(attributes: Fields, data: unknown, received: Received): Later<Reading> {
  const [id, source, type] = [textOf(attributes['id']), textOf(attributes['source']), textOf(attributes['type'])];
  const facts = attributesAs('ce-', attributes);
  const wrap = (inner: unknown) => ({ ...attributes, data: inner });
  const identity = id === undefined ? undefined : ['cloudevents', source ?? '', id];
  const event = { type, time: attributes['time'], subject: textOf(attributes['subject']), sender: source, data };
  return readEnveloped(defined({ ...event, identity, around: { ...bare, facts, wrap } }), received);
}

function readStructured(event: Fields, received: Received): Later<Reading> {
  const { data: _, ...attributes } = event;
  return readEvent(attributes, dataIn(event), received);
}

/** CloudEvents, in any of the three modes of HTTP. */
export const cloudevents = defineSource({
  vendor: 'CloudEvents',
  product: 'Event',
  docs: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md',
  about: {
    name: 'CloudEvents, from any sender',
    setup: [
      'In the sender, enter the URL {url}, the method POST, and the header `Authorization: Bearer <token>`.',
      'Any content mode will do: structured, batched or binary. Senders that ask first (OPTIONS with `WebHook-Request-Origin`) are answered.',
    ],
    auth: `{ bearer: "\${CLOUDEVENTS_HOOK_TOKEN}" }`,
    arrives:
      'One event a request, or a list of them. In binary mode the attributes are in `ce-` headers and the body is the data.',
    becomes:
      'An alert an event, with the event’s type as its type. Title, severity, target and actor come from the data by the names of its fields; data in a ' +
      'known format (OCSF, GuardDuty, Security Hub) is read as such. `source` and `id` name the occurrence. A type that ends in `.resolved` or `.closed`, ' +
      'or a status that says so, resolves what the same type, source and subject reported.',
    notes: [
      'Two events with the same `source` and `id` are one event, as the specification says: the second is dropped as a repeat.',
    ],
  },
  read(payload, received) {
    const header = inHeaders(received);
    if (textOf(header['id'] ?? header['type']) !== undefined && !isEvent(payload))
      return readEvent(header, payload, received);
    if (isBlank(payload)) return { kind: 'empty' };
    const events = Array.isArray(payload) ? payload : [payload];
    // What is in a list and no event is left to whoever reads the list item by item.
    if (events.every(isEvent))
      return readItems(payload, (event) => readStructured(isFields(event) ? event : {}, received), received.pause);
    return isProbe(payload)
      ? { kind: 'ignored', reason: 'test' }
      : { kind: 'unreadable', reason: 'no CloudEvent in it' };
  },
});
