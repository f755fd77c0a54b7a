import * as z from 'zod/mini';
import { AlertClass } from '../../domain/alert.ts';
import { alertStates, queryOf, severitiesIn } from '../../domain/alert-filter.ts';
import { deliveryStatuses } from '../../domain/delivery.ts';
import { type AlertQuery, LONGEST_PAGE } from '../../domain/listing.ts';
import { severities } from '../../domain/severity.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';

/** A text of which a test is true; the refusal names what was found and what is allowed. */
const textThat = (test: (text: string) => boolean, allowed: string, description: string) =>
  z
    .string()
    .check(
      z.refine(test, { error: ({ input }) => `found ${JSON.stringify(input)}; allowed: ${allowed}` }),
      z.describe(description),
    );

const time = (description: string) =>
  textThat((text) => toTime(text) !== undefined, 'an RFC 3339 time such as 2026-11-21T20:00:00Z', description);

const word = <Names extends readonly string[]>(names: Names, description: string) =>
  z.enum(names).check(z.describe(description));

const TEXT_MAX = 200;
const searched = (description: string) =>
  textThat((text) => text.trim() !== '' && text.length <= TEXT_MAX, `1 to ${TEXT_MAX} characters`, description);

const limit = textThat(
  (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_PAGE,
  `1 to ${LONGEST_PAGE}`,
  'The most alerts in one page; 50 by default.',
);

/** What a list or a replay is narrowed by. */
const filters = {
  source: z.optional(z.string().check(z.describe('The name of a source in tocsin.yaml.'))),
  severity: z.optional(
    textThat(
      (text) => severitiesIn(text) !== undefined,
      `${severities.join(', ')}, several with commas, or a comparison such as >=high`,
      'One severity, several with commas, or a comparison: `>=high`.',
    ),
  ),
  class: z.optional(word(AlertClass.options, 'What it is about.')),
  state: z.optional(word(alertStates, 'Whether the problem is over.')),
  status: z.optional(word(deliveryStatuses, 'Alerts with at least one delivery in this state.')),
  destination: z.optional(
    textThat(
      (text) => /^[\w.-]{1,200}$/.test(text),
      'the name of a destination in tocsin.yaml',
      'Alerts with a delivery to this destination; with `status`, with one in that state.',
    ),
  ),
  title: z.optional(searched('A part of the title; `*` stands for any text, `?` for one character.')),
  q: z.optional(
    searched(
      'Words that all stand somewhere in the alert, evidence left out; searches the last 7 days unless `since` says otherwise.',
    ),
  ),
  since: z.optional(time('Received then or later.')),
  until: z.optional(time('Received before.')),
};

export const ListQuery = z.strictObject({
  ...filters,
  limit: z.optional(limit),
  include: z.optional(
    word(
      ['alert'],
      'Adds to each line the whole alert as it is kept, its webhook and the silence that it fell under; of many alerts the newest ones have their evidence.',
    ),
  ),
  cursor: z.optional(
    textThat((text) => /^[\w-]{1,400}$/.test(text), 'the cursor of the page before', 'Where the page begins.'),
  ),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** A checked query as the stores take it. */
export const toAlertQuery = ({ limit: most, cursor, include: _, ...filter }: ListQuery, nowMs: number): AlertQuery =>
  defined({ ...queryOf(filter, nowMs), limit: most === undefined ? undefined : Number(most), cursor });
