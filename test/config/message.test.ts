import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';

const destinations: Readonly<Record<string, string>> = {
  slack: `type: slack, webhookUrl: "\${SLACK}"`,
  teams: `type: teams, webhookUrl: "\${TEAMS}"`,
  pagerduty: `type: pagerduty, routingKey: "\${PD}"`,
  splunk: `type: splunk, url: "https://hec.example.com:8088", token: "\${SPLUNK}"`,
  webhook: 'type: webhook, url: "https://example.com/in"',
};

const ofDestination = (type: string, message: string): string =>
  [
    'version: 1',
    `sources: { falco: { type: falco, auth: { bearer: "\${HOOK}" } } }`,
    `destinations: { soc: { ${destinations[type]}, message: ${message} } }`,
    'routes: [{ to: [soc] }]',
  ].join('\n');

const ofRoute = (types: readonly string[], message: string): string =>
  [
    'version: 1',
    `sources: { falco: { type: falco, auth: { bearer: "\${HOOK}" } } }`,
    `destinations: { ${types.map((type) => `${type}: { ${destinations[type]} }`).join(', ')} }`,
    `routes: [{ to: [${types.join(', ')}], message: ${message} }]`,
  ].join('\n');

/** Each mistake with where it stands. */
function mistakesIn(text: string): string[] {
  const loaded = checkConfig(text, false);
  return loaded.kind === 'config' ? [] : loaded.mistakes.map(({ where, message }) => `${where}: ${message}`);
}

const M = 'destinations.soc.message';

/** The type of the destination, `message`, where the mistake is, and what is said. */
const wrong: readonly (readonly [string, string, string, RegExp])[] = [
  ['slack', '{ titel: x }', `${M}.titel`, /unknown setting "titel": did you mean "title"\? allowed: fields, footer/],
  ['slack', '{ title: "" }', `${M}.title`, /is empty; expected a text/],
  ['slack', '{ title: 5 }', `${M}.title`, /found 5; expected a text/],
  ['slack', 'loud', M, /found a text; expected a map/],
  ['slack', '{ title: "{{ title" }', `${M}.title`, /begins at character 1 has no end/],
  ['slack', '{ title: "{{ }}" }', `${M}.title`, /empty \{\{ \}\}/],
  ['slack', '{ title: "{{ title & }}" }', `${M}.title`, /\{\{ title & \}\} is not a JSONata expression/],
  ['slack', '{ text: "{{ $upper(title) }}" }', `${M}.text`, /unknown function or variable "\$upper"/],
  ['slack', '{ text: "{{ $eval(title) }}" }', `${M}.text`, /calls \$eval, which would run what a sender wrote/],
  ['slack', '{ footer: "{{ $now() }}" }', `${M}.footer`, /calls \$now/],
  ['slack', `{ title: "\${SLACK} is down" }`, `${M}.title`, /names a secret/],
  ['slack', '{ text: "<@U012ABCDE> look" }', `${M}.text`, /found "<@U012ABCDE>", which calls nobody: .* under mention/],
  ['teams', '{ title: "@everyone: {{ title }}" }', `${M}.title`, /found "@everyone", which calls nobody/],
  ['slack', '{ fields: [] }', `${M}.fields`, /is empty/],
  ['slack', '{ fields: [actor.adress] }', `${M}.fields[0]`, /"actor.adress" is no field of an alert/],
  [
    'slack',
    '{ fields: [labels.team, kubernetes] }',
    `${M}.fields[1]`,
    /"kubernetes" holds several fields; allowed: kubernetes.cluster/,
  ],
  ['slack', '{ fields: [{ name: Team }] }', `${M}.fields[0].value`, /is missing/],
  ['slack', '{ fields: [{ name: Team, valu: x, value: y }] }', `${M}.fields[0].valu`, /did you mean "value"/],
  [
    'slack',
    '{ mention: { urgent: [here] } }',
    `${M}.mention.urgent`,
    /found "urgent"; allowed: info, low, medium, high, critical/,
  ],
  [
    'slack',
    '{ mention: { critical: ["@anna"] } }',
    `${M}.mention.critical[0]`,
    /found "@anna"; allowed on slack: here, channel, everyone, the id of a user/,
  ],
  ['slack', '{ mention: { critical: here } }', `${M}.mention.critical`, /found "here"; expected a list/],
  ['teams', '{ mention: { critical: [here] } }', `${M}.mention.critical[0]`, /allowed on teams: the sign-in name/],
  ['pagerduty', '{ mention: { critical: [here] } }', `${M}.mention.critical[0]`, /pagerduty can call nobody/],
  ['slack', '{ runbook: wiki.example.com }', `${M}.runbook`, /allowed: an http\(s\) address whose host is written out/],
  ['slack', '{ runbook: "https://{{ labels.host }}/x" }', `${M}.runbook`, /host is written out/],
  ['slack', '{ runbook: "https://wiki.{{ labels.host }}.example.com/x" }', `${M}.runbook`, /host is written out/],
  ['slack', '{ runbook: "https://wiki.example.com{{ labels.path }}" }', `${M}.runbook`, /host is written out/],
  ['slack', '{ runbook: "javascript:alert(1)" }', `${M}.runbook`, /host is written out/],
  ['slack', '{ runbook: "https://user@wiki.example.com/" }', `${M}.runbook`, /host is written out/],
  ['slack', '{ links: [{ url: "https://wiki.example.com" }] }', `${M}.links[0].name`, /is missing/],
  [
    'slack',
    '{ links: [{ name: Wiki, url: "https://wiki.example.com", match: { sevrity: high } }] }',
    `${M}.links[0].match.sevrity`,
    /did you mean "severity"/,
  ],
  ['slack', '{ timezone: Berlin }', `${M}.timezone`, /found "Berlin"; allowed: the name of a time zone/],
  ['splunk', '{ title: x }', M, /means nothing on splunk, which programs read/],
  ['webhook', '{ title: x }', M, /means nothing on webhook, which programs read: .* \(a webhook has body for that\)/],
];

describe('message of a destination', () => {
  it.each(wrong)('on %s: %s', (type, message, where, said) => {
    const mistakes = mistakesIn(ofDestination(type, message));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.slice(0, where.length + 2)).toBe(`${where}: `);
    expect(mistakes[0]).toMatch(said);
    expect(mistakes[0]).not.toMatch(/zod|invalid_|Invalid/);
  });

  it('takes all settings together', () => {
    const message = `{ title: "{{ title }}", text: "See https://wiki.example.com/{{ type }}", fields: [actor.ip, "labels.a.b/c", { name: T, value: "{{ labels.team }}" }],
      mention: { critical: [here, U012ABCDE], ">=high": [S012ABCDE] }, runbook: "https://wiki.example.com/{{ type }}", links: [{ name: Logs, url: "https://logs.example.com/?q={{ type }}", matchers: ['severity=~"high|critical"'] }],
      timezone: Europe/Berlin, footer: "{{ labels.team }}" }`;
    expect(mistakesIn(ofDestination('slack', message))).toEqual([]);
  });
});

describe('message of a route', () => {
  it('names the setting that is none', () => {
    expect(mistakesIn(ofRoute(['slack'], '{ titel: x }'))).toEqual([
      expect.stringMatching(/^routes\[0\]\.message\.titel: unknown setting "titel": did you mean "title"/),
    ]);
  });

  it('takes a name that one of its destinations can call', () => {
    expect(mistakesIn(ofRoute(['slack', 'pagerduty'], '{ mention: { critical: [here] } }'))).toEqual([]);
    expect(mistakesIn(ofRoute(['teams', 'pagerduty'], '{ mention: { critical: [here] } }'))).toHaveLength(1);
  });

  it('is refused where programs alone read', () => {
    expect(mistakesIn(ofRoute(['splunk', 'slack'], '{ title: x }'))).toEqual([]);
    expect(mistakesIn(ofRoute(['splunk'], '{ title: x }'))).toEqual([
      expect.stringMatching(/^routes\[0\]\.message: means nothing on splunk/),
    ]);
  });
});
