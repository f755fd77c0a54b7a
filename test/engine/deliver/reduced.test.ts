/** An index that refuses a field of an alert takes the alert without what senders name. */
import { expect, it } from 'vitest';
import { opensearch } from '../../../lambdas/destinations/opensearch/index.ts';
import type { DeliveryMessage } from '../../../lambdas/domain/delivery.ts';
import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import { pairsOf } from '../../validators/elasticsearch.ts';
import { answer, messageOf, world } from './world.ts';

const index = opensearch.connect({ url: 'https://index.example.test', user: 'u', password: 'p' });

/** A message whose alert has labels and facts of its sender. */
function named(n: number): DeliveryMessage {
  const message = messageOf(n);
  return { ...message, alert: { ...message.alert, labels: { when: 'not a date' }, facts: { port: 'x' } } };
}

const documentsOf = ({ body = '' }: OutboundRequest) => pairsOf(body).map(([, document]) => JSON.parse(document));

const fault = (type: string, reason: string) => ({ create: { status: 400, error: { type, reason } } });
const mapping = fault('mapper_parsing_exception', 'failed to parse field [tocsin.labels.when] of type [date]');
const names = fault('illegal_argument_exception', 'Limit of total fields [1000] has been exceeded');

/** Refuses each document with a label, and each other one when it refuses all. */
const indexing =
  (item: object, all = false) =>
  (request: OutboundRequest): Sent => {
    const items = documentsOf(request).map(({ tocsin }) =>
      all || tocsin.labels !== undefined ? item : { create: { status: 201 } },
    );
    return answer(200, JSON.stringify({ took: 1, errors: true, items }));
  };

async function delivered(item: object, messages: readonly DeliveryMessage[], all = false) {
  const here = world({ soc: index });
  here.answers(indexing(item, all));
  await here.run(...messages);
  here.wait(600_000);
  await here.worker('second')(...messages);
  return here;
}

it.each([
  ['a value of a label does not fit its field', mapping],
  ['the index takes no more names', names],
])('is sent once more without labels and facts, and says so, when %s', async (_, item) => {
  const messages = [named(1), named(2)];
  const here = await delivered(item, messages);
  const [first = [], second = []] = here.requests.map(documentsOf);
  expect(first.map(({ tocsin }) => tocsin.labels)).toEqual([{ when: 'not a date' }, { when: 'not a date' }]);
  for (const { tocsin, tags, event } of second) {
    expect([tocsin.labels, tocsin.facts]).toEqual([undefined, undefined]);
    expect(tags).toContain('without_labels_and_facts');
    expect(JSON.parse(event.original).labels).toEqual({ when: 'not a date' });
  }
  for (const message of messages)
    expect(here.row(message)).toMatchObject({ status: 'delivered', attempts: [{ reason: 'fields_refused' }, {}] });
});

it('a single alert too', async () => {
  const here = await delivered(mapping, [named(1)]);
  expect(here.row(named(1))).toMatchObject({ status: 'delivered', attempts: [{ reason: 'fields_refused' }, {}] });
});

it('ends with the reason of the index when that does not help either', async () => {
  const here = await delivered(mapping, [named(1)], true);
  expect(here.row(named(1))).toMatchObject({ status: 'dead', reason: 'mapper_parsing_exception' });
  expect(here.requests).toHaveLength(2);
});

it('waits when the index takes no more names of the alert itself', async () => {
  const here = await delivered(names, [named(1)], true);
  expect(here.row(named(1))).toMatchObject({ status: 'retrying' });
});
