/**
 * Every setting of `message` at every destination that people read, over the corpus of attacks: what comes out keeps the
 * vendor's rules and limits, and nobody is called and nothing is linked but what the operator named.
 */
import { describe, expect, it } from 'vitest';
import { alertView } from '../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { withMessage } from '../../lambdas/destinations/_kit/wording/with-message.ts';
import { Alert } from '../../lambdas/domain/alert.ts';
import { evaluateOne } from '../../lambdas/domain/expression/expression.ts';
import { MessageSetting } from '../../lambdas/domain/message-setting.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { alertNamed, attemptFor } from './alerts.ts';
import { corpus } from './corpus.ts';
import { variantsOf } from './destination-cases.ts';
import { limitProblems, problemsOf } from './limits.ts';
import { calledIn, linksIn, namesFor, readable, withoutCalls } from './readings.ts';
import { underTest } from './under-test.ts';

const full = alertNamed('full');
const FIXED = new Set([
  ...['id', 'fingerprint', 'kind', 'class', 'severity', 'state', 'status', 'action', 'direction'],
  ...['occurredAt', 'receivedAt', 'firstSeenAt', 'lastSeenAt', 'at'],
]);

function filled(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return FIXED.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((each) => filled(each, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, text, name)]));
}

const attack = (text: string): Alert => {
  const alert = Alert.parse(filled(full, text));
  return { ...alert, labels: { ...alert.labels, team: text, short: text.slice(0, 60) } };
};

const attacks = [
  ...Object.entries(corpus).map(([name, text]) => [name, attack(text)] as const),
  ['all of it at once', attack(Object.values(corpus).join('\n'))] as const,
  ['very long words', attack('<!channel>@everyone&"\\'.repeat(150))] as const,
];

/** Each setting by itself and all together, each with text of the alert wherever it can stand. */
const settings: Readonly<Record<string, MessageSetting>> = {
  title: { title: 'On call: {{ title }} / {{ labels.team }}' },
  text: { text: 'First line {{ description }}\nsecond {{ actor.user }}{{ actor.ip }}\n{{ labels.team }}' },
  fields: {
    fields: [
      'actor.ip',
      'labels.team',
      ...Array.from({ length: 10 }, (_, i) => ({ name: `Field ${i}`, value: `{{ labels.team }}-${i}-{{ title }}` })),
    ],
  },
  runbook: { runbook: 'https://wiki.example.com/runbooks/{{ labels.short }}' },
  links: {
    links: Array.from({ length: 8 }, (_, i) => ({
      name: `Panel ${i}`,
      url: `https://grafana.example.com/d/${i}?var-x={{ labels.short }}#{{ rule.uid }}`,
    })),
  },
  footer: { footer: 'Team {{ labels.team }} · {{ title }}' },
  timezone: { timezone: 'Asia/Kathmandu' },
  'a failing expression': { title: '{{ $number(title) }}', text: '{{ $error(title) }}', footer: '{{ $error(title) }}' },
};
const all: MessageSetting = Object.assign({}, ...Object.values(settings).slice(0, -1));

const OPERATORS_HOSTS = ['wiki.example.com', 'grafana.example.com'];

async function requestFor(connected: Connected, message: MessageSetting, alert: Alert): Promise<OutboundRequest> {
  const worded = withMessage(connected, MessageSetting.parse(message), evaluateOne);
  const attempt = await worded.word?.(alert, attemptFor(alert));
  return worded.render(alert, attempt ?? attemptFor(alert));
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url;

describe.each((await underTest('destinations')).filter(([, { audience }]) => audience === 'people'))(
  '%s',
  (type, destination) => {
    const connected = variantsOf(type).map(({ name, settings: own }): [string, Connected] => [
      name,
      destination.connect(own),
    ]);
    const names = namesFor(type);

    it.each([...Object.entries(settings), ['everything', all] as const])(
      'stays inert and whole with %s',
      async (_, message) => {
        const problems = await problemsOf(type);
        for (const [name, alert] of attacks)
          for (const [variant, each] of connected) {
            const request = await requestFor(each, message, alert);
            const found = [...problems(request), ...limitProblems(destination, request)];
            expect(found, `${name} ${variant}`).toEqual([]);
          }
      },
    );

    it('links to the hosts of the operator, and to those that it links to without him', async () => {
      for (const [name, alert] of attacks)
        for (const [variant, each] of connected) {
          const own = new Set(linksIn(type, each.render(alert, attemptFor(alert))).map(hostOf));
          const links = linksIn(type, await requestFor(each, all, alert)).map(hostOf);
          const strange = links.filter((host) => !own.has(host) && !OPERATORS_HOSTS.includes(host));
          expect(strange, `${name} ${variant}`).toEqual([]);
        }
    });

    it('calls those whom the operator named, and nobody else', async () => {
      const problems = await problemsOf(type);
      for (const [name, alert] of attacks)
        for (const [variant, each] of connected) {
          const message = { ...all, ...(names.length === 0 ? {} : { mention: { '>=info': [...names] } }) };
          const request = await requestFor(each, message, alert);
          expect(calledIn(type, request), `${name} ${variant}`).toEqual([...names].sort());
          const rest = withoutCalls(type, request);
          expect([...problems(rest), ...limitProblems(destination, request)], `${name} ${variant}`).toEqual([]);
        }
    });

    it('calls nobody to what is over, to what is suppressed, and to a summary of repeats', async () => {
      const quiet: Alert[] = [
        { ...full, state: 'resolved', finding: { ...full.finding, status: 'resolved' } },
        { ...full, finding: { ...full.finding, status: 'suppressed' } },
        { ...full, kind: 'system', type: 'repeats', source: 'tocsin' },
      ];
      const mention = { '>=info': names.length === 0 ? ['here'] : [...names] };
      for (const alert of quiet)
        for (const [variant, each] of connected)
          expect(calledIn(type, await requestFor(each, { mention }, alert)), variant).toEqual([]);
    });

    it('leaves a digest its form, and calls by the worst severity in it', async () => {
      const digest: Alert = { ...full, kind: 'system', type: 'digest', source: 'tocsin', severity: 'critical' };
      const mention = names.length === 0 ? {} : { mention: { critical: [...names], low: ['nobody-else'] } };
      for (const [variant, each] of connected) {
        const request = await requestFor(each, { ...all, ...mention, title: 'Own title', text: 'Own text' }, digest);
        expect(calledIn(type, request), variant).toEqual([...names].sort());
        expect(readable(type, request), variant).not.toMatch(/Own title|Own text/);
      }
    });

    it('shows what the operator wrote', async () => {
      const message: MessageSetting = {
        title: 'Own title of {{ labels.team }}',
        text: 'Own text for {{ $uppercase(labels.team) }}.\nSee https://wiki.example.com/start first.',
        fields: [{ name: 'Owner', value: '{{ labels.team }}' }],
        runbook: 'https://wiki.example.com/runbooks/{{ rule.uid }}',
        footer: 'Own footer',
      };
      const alert = { ...full, labels: { ...full.labels, team: 'payments' } };
      for (const [variant, each] of connected) {
        const words = readable(type, await requestFor(each, message, alert));
        for (const expected of ['Own title of payments', 'Own text for PAYMENTS.', 'Owner', 'Own footer'])
          expect(words, variant).toContain(expected);
      }
    });
  },
);

describe('a failing expression', () => {
  it('leaves the default and says so', async () => {
    const connected = variantsOf('slack').map(({ settings: own }) => own)[0];
    const [slack] = (await underTest('destinations')).filter(([type]) => type === 'slack');
    if (connected === undefined || slack === undefined) return;
    const worded = withMessage(
      slack[1].connect(connected),
      { title: '{{ $number(title) }}', fields: [{ name: 'Team', value: '{{ $error("x") }}' }] },
      evaluateOne,
    );
    const attempt = await worded.word?.(full, attemptFor(full));
    const view = alertView(full, attempt ?? attemptFor(full));
    expect(view.headline).toBe(alertView(full, attemptFor(full)).headline);
    expect(view.remarks).toEqual([
      expect.stringMatching(/^title of the message settings is not applied: /),
      expect.stringMatching(/^the field Team of the message settings is not applied: /),
    ]);
  });
});
