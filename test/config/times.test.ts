import { describe, expect, it } from 'vitest';
import { checkConfig, configOf } from '../../infra/load-config.ts';

const file = (route: string, intervals = '') => `version: 1
sources:
  edge: { type: generic, auth: { bearer: "\${TOKEN}" } }
destinations:
  chat: { type: slack, webhookUrl: "\${CHAT}" }
  pager: { type: pagerduty, routingKey: "\${KEY}" }
${intervals}routes:
  - to: [chat]
${route}`;

const OFFICE = `timeIntervals:
  office:
    - times: [{ startTime: "09:00", endTime: "17:30" }]
      weekdays: ["monday:friday"]
      location: Europe/Berlin
  holidays:
    - days_of_month: ["24:26", -1]
      months: [december, "1:2"]
      years: [2026, "2027:2028"]
      times: [{ start_time: "00:00", end_time: "24:00" }]
`;

describe('times and escalations in the configuration', () => {
  it('are read in both spellings, with names and numbers', () => {
    const route = `    escalate: [{ after: 15m, to: [pager] }]
    activeTimes: [office]
    muteTimes: [holidays]
    outside: drop
    urgent: ">=high"
`;
    const { routes, timeIntervals } = configOf(file(route, OFFICE), 'x.yaml', true);
    expect(routes[0]).toMatchObject({
      escalate: [{ afterSeconds: 900, to: ['pager'] }],
      times: { active: ['office'], mute: ['holidays'], outside: 'drop' },
      urgent: ['high', 'critical'],
    });
    expect(timeIntervals).toEqual({
      office: [{ times: [{ from: 540, to: 1_050 }], weekdays: [{ from: 1, to: 5 }], location: 'Europe/Berlin' }],
      holidays: [
        {
          times: [{ from: 0, to: 1_440 }],
          daysOfMonth: [
            { from: 24, to: 26 },
            { from: -1, to: -1 },
          ],
          months: [
            { from: 12, to: 12 },
            { from: 1, to: 2 },
          ],
          years: [
            { from: 2026, to: 2026 },
            { from: 2027, to: 2028 },
          ],
          location: 'UTC',
        },
      ],
    });
  });

  function wrongOf(text: string): string[] {
    const loaded = checkConfig(text, true);
    return loaded.kind === 'config' ? [] : loaded.mistakes.map(({ where, message }) => `${where}: ${message}`);
  }
  const interval = (text: string) => wrongOf(file('    activeTimes: [a]\n', `timeIntervals:\n  a: [${text}]\n`));

  it.each<[string, RegExp]>([
    ['{ weekdays: ["mondy"] }', /weekdays\[0\]: found "mondy"; allowed: sunday, monday.*did you mean "monday"\?/],
    [
      '{ weekdays: ["friday:monday"] }',
      /found "friday:monday"; its start is after its end; write two: "friday" and "monday"/,
    ],
    [
      '{ times: [{ startTime: "9:00", endTime: "17:00" }] }',
      /found "9:00"; expected a time of the day such as "08:30"/,
    ],
    [
      '{ times: [{ startTime: "22:00", endTime: "06:00" }] }',
      /its start is not before its end; write two: until "24:00"/,
    ],
    ['{ times: [{ startTime: "22:00" }] }', /expected startTime and endTime/],
    ['{ daysOfMonth: [0] }', /found 0; allowed: 1 to 31, -1 to -31/],
    ['{ daysOfMonth: ["32"] }', /found "32"; allowed: 1 to 31/],
    ['{ months: [13] }', /found 13; allowed: january/],
    ['{ years: ["20"] }', /found "20"; allowed: a year such as "2026"/],
    ['{ location: Berlin }', /found "Berlin"; expected a time zone such as "Europe\/Berlin"/],
    ['{ weekday: [monday] }', /weekday: unknown setting "weekday": did you mean "weekdays"\?/],
    ['', /expected a list with at least one item/],
  ])('an interval that is wrong says so: %s', (text, expected) => {
    expect(interval(text).join('\n')).toMatch(expected);
  });

  it.each<[string, RegExp]>([
    [
      '    activeTimes: [offce]\n',
      /activeTimes\[0\]: unknown time interval "offce": did you mean "office"\? allowed: holidays, office/,
    ],
    ['    muteTimes: []\n', /muteTimes: is empty; expected a list with at least one item/],
    ['    outside: hold\n', /outside: means nothing without activeTimes or muteTimes/],
    ['    activeTimes: [office]\n    outside: wait\n', /outside: found "wait"; expected hold, drop/],
    ['    activeTimes: [office]\n    urgent: ">=hgh"\n', /urgent: found ">=hgh"; allowed: info, low/],
    [
      '    escalate: [{ after: 15m, to: [pagr] }]\n',
      /escalate\[0\].to\[0\]: unknown destination "pagr": did you mean "pager"\?/,
    ],
    ['    escalate: [{ after: 10s, to: [pager] }]\n', /escalate\[0\].after: found "10s"; expected 1m to 7d/],
    ['    escalate: [{ after: soon, to: [pager] }]\n', /escalate\[0\].after: .*must be a time such as/],
    ['    escalate: [{ after: 15m, to: [chat] }]\n', /found "chat", which this route notifies at once/],
    ['    escalate: [{ after: 15m, too: [pager] }]\n', /too: unknown setting "too": did you mean "to"\?/],
    ['    escalate: [{ to: [pager] }]\n', /after: is missing/],
  ])('a route that is wrong says so: %s', (route, expected) => {
    expect(wrongOf(file(route, OFFICE)).join('\n')).toMatch(expected);
  });
});
