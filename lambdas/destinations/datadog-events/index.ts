import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { defang, oneLine, withoutSlash } from '../../domain/values/text.ts';
import { type AlertView, alertView, type Link } from '../_kit/alert-view/alert-view.ts';
import { isAcknowledgement, repeatsLine } from '../_kit/alert-view/occurrences.ts';
import { plainOf } from '../_kit/alert-view/plain.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { answerIn } from '../_kit/answer.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord } from '../_kit/http/http-status.ts';
import { textLength } from '../_kit/http/json-request.ts';
import { ApiKey, acceptableMillis, datadogRequest, hostIn, Site, Tags, tag, tagsOf } from '../_kit/siem/datadog.ts';
import { jsonLine } from '../_kit/siem/json-line.ts';

const API_PAGE = 'https://docs.datadoghq.com/api/latest/events/post-an-event/';
const TITLE_MAX = 100;
const TEXT_MAX = 4000;
const KEY_MAX = 100;
/** 500,000 an hour for an organisation (https://docs.datadoghq.com/api/latest/rate-limits/). */
const PER_MINUTE = 8000;

const Settings = z.strictObject({
  site: Site,
  apiKey: ApiKey,
  tags: Tags,
  url: z
    .optional(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }))
    .check(z.describe('Another address of the API in place of https://api.{site}, such as a proxy of yours.')),
});
type Settings = z.infer<typeof Settings>;

const kinds: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'info',
};

const priorityOf = (severity: Severity): string => (severity === 'low' || severity === 'info' ? 'low' : 'normal');

/** `@name` would notify somebody, `%%%` begin Markdown; a blank after each sign takes their meaning away. */
const inert = (text: string): string => text.replace(/@(?=\S)/g, '@ ').replace(/%(?=%)/g, '% ');

/** A cut may fall between a sign and its blank. */
const withoutCutSigns = (text: string): string => text.replaceAll('@…', '…');

const inertWithin = (text: string, max: number): string => withoutCutSigns(cutUnits(inert(text), max));

const whole = ({ label, url }: Link): Link => ({ label, url: url.replaceAll('@', '%40') });

function textOf(view: AlertView): string {
  return withoutCutSigns(plainOf({ ...view, links: view.links.map(whole) }, TEXT_MAX, inert));
}

/** Groups what is told of one problem. */
const keyOf = ({ fingerprint }: Alert): string =>
  /^[\w.:-]+$/.test(fingerprint) && fingerprint.length <= KEY_MAX
    ? fingerprint
    : createHash('sha256').update(fingerprint).digest('hex');

function send(event: Readonly<Record<string, unknown>>, parent: string, settings: Settings): OutboundRequest {
  const { site, apiKey, url = `https://api.${site}` } = settings;
  const json = jsonLine(event);
  // An id has more digits than a number of JavaScript keeps, and a text is not taken for one.
  const body = /^\d{1,19}$/.test(parent) ? `${json.slice(0, -1)},"related_event_id":${parent}}` : json;
  return datadogRequest(`${withoutSlash(url)}/api/v1/events`, apiKey, body);
}

/** What is over is a success; what somebody silenced is no error any more. */
function typeOf({ finding: { status }, severity }: Alert): string {
  if (status === 'resolved') return 'success';
  return status === 'suppressed' ? 'info' : kinds[severity];
}

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const view = alertView(alert, attempt);
  const millis = acceptableMillis(alert, attempt, 0);
  const event = {
    title: inertWithin(`${view.mark} ${view.severityLabel} ${view.title}`, TITLE_MAX),
    text: textOf(view),
    alert_type: typeOf(alert),
    priority: priorityOf(alert.severity),
    aggregation_key: keyOf(alert),
    date_happened: millis === undefined ? undefined : Math.floor(millis / 1000),
    host: hostIn(alert),
    source_type_name: 'my_apps',
    tags: [...tagsOf(alert, settings.tags), tag('alert_id', alert.id)],
  };
  return send(event, '', settings);
}

function replyTitle(repeats: Repeats): string {
  const { isResolved, count } = repeats;
  const title = defang(oneLine(repeats.title));
  if (isResolved) return `✅ RESOLVED ${title}`;
  if (isAcknowledgement(repeats)) return `👀 ACKNOWLEDGED ${title}`;
  return `↻ Again ${count === 1 ? 'once' : `${count} times`}: ${title}`;
}

/** Joins the event that told it first: the same key, and that event as its parent. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const { isResolved, severity } = repeats;
  const note = attempt.possibleDuplicate ? '\n\nPossibly a repeat: an earlier try to send this got no answer.' : '';
  const event = {
    title: inertWithin(replyTitle(repeats), TITLE_MAX),
    text: inertWithin(`${repeatsLine(repeats, told, attempt)}${note}`, TEXT_MAX),
    alert_type: isResolved ? 'success' : kinds[severity],
    priority: priorityOf(severity),
    aggregation_key: keyOf(told),
    source_type_name: 'my_apps',
    tags: [...settings.tags, tag('alert_source', told.source), tag('severity', severity), tag('alert_id', told.id)],
  };
  return send(event, first.id, settings);
}

/** The id as text, since it is too long for a number. */
function idIn(response: OutboundResponse): string | undefined {
  const { event } = answerIn(response);
  const id = isFields(event) ? event['id_str'] : undefined;
  return typeof id === 'string' && /^\d{1,19}$/.test(id) ? id : undefined;
}

/**
 * 202 with `{"status": "ok", "event": {…}}`, "the event" that was made
 * (https://docs.datadoghq.com/api/latest/events/post-an-event/). `{"status": "ok"}` alone is what a health check says.
 */
function isAccepted(response: OutboundResponse): boolean {
  const { status, event } = answerIn(response);
  return isSuccess(response) && status === 'ok' && isFields(event);
}

function judge(response: OutboundResponse, { site }: Settings): Outcome {
  if (!isAccepted(response)) return judgeWithoutWord(response);
  const id = idIn(response);
  const app = /^(us\d|ap\d)\./.test(site) ? site : `app.${site}`;
  return id === undefined ? delivered() : delivered(id, `https://${app}/event/event?id=${id}`);
}

const limit = (what: string, max: number) => ({
  what,
  max,
  unit: 'characters',
  docs: API_PAGE,
  measure: textLength(what),
});

/**
 * For people: an event is a headline and a page of text that somebody reads, and an aggregation key folds what belongs
 * together. Machines are better served with the logs, which keep every alert with all its fields.
 */
export const datadogEvents = defineDestination<Settings>({
  docs: API_PAGE,
  about: {
    name: 'Datadog Events',
    group: 'siem',
    shows:
      'An event in the Events Explorer and over dashboards: severity and title, then what was done about it, who, where, ' +
      'when and the advice. Repeats of a problem are events that count them, under the key of the first.',
    setup: [
      'In Datadog open "Organization Settings", "API Keys", "New Key", and copy the key.',
      'Set site to the one that your organisation is on; a key of one site is nothing on another.',
      'To be called for it, make a monitor of the type "Event" over alert_source:… in "Monitors", "New Monitor".',
    ],
    cannot: [
      'Datadog does not know an event again: after a lost answer there may be two, and the second says so.',
      'Datadog takes no time older than 18 hours, so an older alert is dated when it arrives; its text says when it was.',
      'An @ in an alert is followed by a blank here, or it would notify whom it names.',
    ],
    limits: [
      limit('title', TITLE_MAX),
      limit('text', TEXT_MAX),
      limit('aggregation_key', KEY_MAX),
      { what: 'events', max: PER_MINUTE, unit: 'a minute', docs: 'https://docs.datadoghq.com/api/latest/rate-limits/' },
    ],
  },
  settings: Settings,
  secrets: ['apiKey'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ apiKey }) => `datadog events ${apiKey}`,
  render,
  judge,
  conversation: { reply, judge },
});
