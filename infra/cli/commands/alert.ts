import * as z from 'zod/mini';
import { oneLine } from '../../../lambdas/domain/values/text.ts';
import { shortTime } from '../alert-lines.ts';
import { type ApiOptions, clientOf, viewOf } from '../client.ts';
import type { Io } from '../context.ts';
import { type Output, show, tableLines } from '../output.ts';
import { acts, type Register } from '../register.ts';
import { examples, withApi } from '../shared-options.ts';

const text = z.string();
const optional = z.optional(text);
const Attempt = z.looseObject({ at: text, outcome: text, reason: optional, response: optional });
const Delivery = z.looseObject({
  id: text,
  destination: text,
  status: text,
  reason: optional,
  mergedInto: optional,
  receipt: z.optional(z.looseObject({ id: text, url: optional })),
  attempts: z.array(Attempt),
});
const Answer = z.looseObject({ state: text, author: text, at: text, note: optional });
const Detail = z.looseObject({
  alert: z.looseObject({
    id: text,
    title: text,
    severity: text,
    state: text,
    source: text,
    occurredAt: text,
    receivedAt: text,
    description: optional,
  }),
  deliveries: z.array(Delivery),
  problem: z.optional(z.looseObject({ state: text, answers: z.array(Answer) })),
});
type Detail = z.infer<typeof Detail>;
type Delivery = z.infer<typeof Delivery>;

interface Options extends ApiOptions, Output {
  readonly explain?: true;
}

const factsOf = ({ alert, problem }: Detail): readonly (readonly [string, string])[] => [
  ['title', alert.title],
  ['severity', alert.severity],
  ['state', alert.state],
  ['source', alert.source],
  ['occurred', alert.occurredAt],
  ['received', alert.receivedAt],
  ['description', alert.description ?? ''],
  ...(problem?.answers ?? []).map(
    ({ state, author, at, note = '' }) => [state, `by ${author}, ${shortTime(at)} ${note}`] as const,
  ),
];

/** Why a delivery is as it is: its reason, what carries it, or what the vendor said last. */
const whyOf = ({ reason, mergedInto, attempts }: Delivery): string =>
  [reason, mergedInto === undefined ? undefined : `in ${mergedInto}`, attempts.at(-1)?.response]
    .filter((part) => part !== undefined)
    .join('; ');

const deliveriesOf = ({ deliveries }: Detail, io: Io, isWide: boolean): readonly string[] =>
  tableLines(
    {
      head: [
        'DESTINATION',
        'STATUS',
        'ATTEMPTS',
        'LAST ATTEMPT (UTC)',
        'RECEIPT',
        'WHY',
        ...(isWide ? ['DELIVERY'] : []),
      ],
      rows: deliveries.map((delivery) => [
        delivery.destination,
        delivery.status,
        String(delivery.attempts.length),
        shortTime(delivery.attempts.at(-1)?.at),
        delivery.receipt?.url ?? delivery.receipt?.id ?? '',
        whyOf(delivery),
        ...(isWide ? [delivery.id] : []),
      ]),
      elastic: 5,
      none: 'no route sends it anywhere',
    },
    io,
    isWide,
  );

function linesOf(detail: Detail, io: Io, isWide: boolean): readonly string[] {
  const facts = factsOf(detail).filter(([, value]) => value !== '');
  return [
    ...facts.map(([name, value]) => `${name.padEnd(13)}${oneLine(value)}`),
    '',
    ...deliveriesOf(detail, io, isWide),
  ];
}

/** `tocsin alert ID`: what it is, and what became of it at each destination. */
export const alert: Register = (program, context) => {
  const command = program
    .command('alert')
    .description('shows an alert, its deliveries and what persons said of it')
    .argument('<id>', 'the id of an alert, as tocsin alerts and messages show it')
    .option('--explain', 'why deliveries were merged, as JSON')
    .addHelpText('after', examples('tocsin alert ID', 'tocsin alert ID --explain', 'tocsin alert ID -o json'))
    .action(
      acts(context, async (id: string, options: Options) => {
        const path = `/v1/alerts/${encodeURIComponent(id)}${options.explain ? '/explain' : ''}`;
        const body = await clientOf(options, context)({ method: 'GET', path });
        const output: Output = options.explain ? { output: 'json' } : options;
        show(body, output, context, (isWide) => linesOf(viewOf(Detail, body), context.io, isWide));
        return undefined;
      }),
    );
  withApi(command);
};
