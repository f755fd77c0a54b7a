import * as z from 'zod/mini';
import type { Alert } from '../../../domain/alert.ts';
import type { OutboundRequest } from '../../../domain/outbound.ts';
import { visible } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';
import { occurredMillis } from '../formats/_kit/format.ts';
import { withService } from '../formats/_kit/service.ts';

/** What both of Datadog's intakes have in common. */

/** https://docs.datadoghq.com/getting_started/site/ */
const sites = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const;

export const Site = z
  ._default(z.enum(sites, { error: `is no site of Datadog: expected one of ${sites.join(', ')}` }), 'datadoghq.com')
  .check(
    z.describe('The site parameter of your organisation: what follows app. in the address bar, or us5.datadoghq.com.'),
  );

export const ApiKey = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{16,128}$/, { error: 'is not an API key: expected its letters and digits only' }),
    z.describe('An API key (not an application key).'),
  );

/** https://docs.datadoghq.com/getting_started/tagging/ */
const TAG_MAX = 200;

export const Tags = z
  ._default(
    z.array(
      z.string().check(
        z.regex(/^[A-Za-z][\w:./-]{0,199}$/, {
          error: 'is not a tag: expected a letter, then letters, digits and _ - : . / only, 200 in all',
        }),
      ),
    ),
    [],
  )
  .check(z.describe('Tags to put on all of it, such as env:prod.'));

/** A tag of ours; what it says may be the sender's. */
export const tag = (name: string, value: string): string =>
  `${name}:${visible(value)}`
    .toLowerCase()
    .replace(/[^a-z0-9_:./-]+/g, '_')
    .slice(0, TAG_MAX)
    .replace(/(?<![_:])[_:]+$/, '');

/** What is worth filtering by; the rest is in the attributes. */
export const tagsOf = (alert: Alert, own: readonly string[]): string[] => [
  ...own,
  tag('alert_source', alert.source),
  tag('severity', alert.severity),
  tag('kind', alert.kind),
  tag('class', alert.class),
  tag('action', alert.action),
  tag('state', alert.state),
  tag('finding_status', alert.finding.status),
];

const HOUR_MS = 3_600_000;
// 18 hours in the past and two in the future (https://docs.datadoghq.com/logs/log_configuration/processors/log_date_remapper/),
// less what waiting and other clocks take.
const PAST_MS = 17 * HOUR_MS;
const FUTURE_MS = HOUR_MS;

/** When it happened, in epoch ms, if Datadog takes that for a time; what is older it dates itself. */
export function acceptableMillis(alert: Alert, { at }: Attempt, futureMs = FUTURE_MS): number | undefined {
  const occurred = occurredMillis(alert);
  const age = Date.parse(at) - occurred;
  return age <= PAST_MS && age >= -futureMs ? occurred : undefined;
}

const hostname = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,252})$/;

/** The host that the alert is about, when it is one by its form and not the name of a service. */
export function hostIn(alert: Alert): string | undefined {
  const { host } = withService(alert).target;
  return host !== undefined && hostname.test(host) ? host : undefined;
}

/** A POST with the key that all intakes take. */
export const datadogRequest = (url: string, apiKey: string, body: string): OutboundRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', 'dd-api-key': apiKey },
  body,
});
