import { describe, expect, it } from 'vitest';
import { timeText } from '../../lambdas/destinations/_kit/alert-view/when.ts';
import { datadogEvents } from '../../lambdas/destinations/datadog-events/index.ts';
import { datadogLogs } from '../../lambdas/destinations/datadog-logs/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const apiKey = '0123456789abcdef0123456789abcdef';
const full = alertNamed('full');
const HOUR_MS = 3_600_000;

const bodyOf = (destination: typeof datadogLogs, alert = full) =>
  JSON.parse(destination.connect({ apiKey }).render(alert, attemptFor(alert)).body ?? '');
const hoursAgo = (hours: number) => ({
  ...full,
  occurredAt: new Date(Date.parse(attemptFor(full).at) - hours * HOUR_MS).toISOString(),
});

describe('a time that Datadog does not take', () => {
  it.each([
    [0, true],
    [16, true],
    [18, false],
    [24 * 30, false],
    [-0.5, true],
    [-3, false],
  ])('a log from %s hours ago says so itself: %s', (hours, isDated) => {
    const [log] = bodyOf(datadogLogs, hoursAgo(hours));
    expect('timestamp' in log).toBe(isDated);
    expect(log.alert.occurredAt).toBe(hoursAgo(hours).occurredAt);
  });

  it.each([
    [1, true],
    [18, false],
    [-0.5, false],
  ])('an event from %s hours ago says so itself: %s', (hours, isDated) => {
    const event = bodyOf(datadogEvents, hoursAgo(hours));
    expect('date_happened' in event).toBe(isDated);
    expect(event.text).toContain(timeText(hoursAgo(hours).occurredAt));
  });
});

it('calls nobody and begins no Markdown, in a title, a text or a repeat', () => {
  const title = '@ops-team %%% [x](https://evil.example) @slack-sec%%%%';
  const alert = { ...full, title, description: title, url: 'https://app.example.test/@me' };
  const event = bodyOf(datadogEvents, alert);
  const repeats = { title, severity: 'high', count: 2, total: 3, since: 'a', until: 'b', isResolved: false } as const;
  const reply = datadogEvents
    .connect({ apiKey })
    .conversation?.reply(repeats, attemptFor(alert), { id: '5424585656263158784' }, alert);
  for (const text of [event.title, event.text, reply?.body ?? '']) expect(text).not.toMatch(/@[^ ]|%%|https:\/\/evil/);
  expect(event.text).toContain('https://app.example.test/%40me');
});

it('joins the event that told it first by its whole id and by its key', () => {
  const repeats = {
    title: 'x',
    severity: 'low',
    count: 1,
    total: 2,
    since: 'a',
    until: 'b',
    isResolved: true,
  } as const;
  const { conversation } = datadogEvents.connect({ apiKey });
  const reply = conversation?.reply(repeats, attemptFor(full), { id: '5424585656263158784' }, full);
  expect(reply?.body).toContain('"related_event_id":5424585656263158784}');
  expect(JSON.parse(reply?.body ?? '')).toMatchObject({ aggregation_key: full.fingerprint, alert_type: 'success' });
});

it('opens the event at the site that it is on', () => {
  const body = '{"status":"ok","event":{"id_str":"7"}}';
  const urlAt = (site: string) => {
    const outcome = datadogEvents.connect({ apiKey, site }).judge({ at: 0, status: 202, headers: {}, body });
    return outcome.kind === 'delivered' ? outcome.receipt?.url : undefined;
  };
  expect(['datadoghq.com', 'datadoghq.eu', 'us5.datadoghq.com', 'ddog-gov.com'].map(urlAt)).toEqual([
    'https://app.datadoghq.com/event/event?id=7',
    'https://app.datadoghq.eu/event/event?id=7',
    'https://us5.datadoghq.com/event/event?id=7',
    'https://app.ddog-gov.com/event/event?id=7',
  ]);
});

it.each([
  ['a site that is none', { site: 'app.datadoghq.com' }],
  ['a key with a line break', { apiKey: `${apiKey}\r\nx: y` }],
  ['a tag with a comma', { tags: ['env:prod,team:x'] }],
])('refuses %s', (_, wrong) => {
  for (const destination of [datadogLogs, datadogEvents])
    expect(destination.settings.safeParse({ apiKey, ...wrong }).success).toBe(false);
});

describe('names that an event would notify', () => {
  const shifts = Array.from({ length: 12 }, (_, n) => 'x'.repeat(n));

  it.each(shifts)('are none wherever the title and the text are cut (%s)', (shift) => {
    const alert = {
      ...full,
      title: `${shift} ${'@everyone'.repeat(30)}`,
      description: shift + '@everyone'.repeat(1_500),
    };
    const { title, text } = bodyOf(datadogEvents, alert);
    expect(`${title}\n${text}`).not.toMatch(/@\S/);
  });
});

it.each([
  ['new', 'error'],
  ['suppressed', 'info'],
  ['resolved', 'success'],
] as const)('a finding that is %s is an event of type %s', (status, type) => {
  const alert = { ...full, severity: 'high', finding: { ...full.finding, status } } as const;
  const { body = '' } = datadogEvents.connect({ apiKey }).render(alert, attemptFor(alert));
  expect(JSON.parse(body).alert_type).toBe(type);
});
