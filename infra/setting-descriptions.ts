/**
 * What the settings of `tocsin.yaml` mean, for editors (`docs/tocsin.schema.json`) and for `docs/configuration.md`. Those
 * of destinations, messages and limits stand beside their schemas. A test names each setting that is missing here.
 */
export const settingDescriptions = {
  file: {
    version: 'The form of this file: 1.',
    defaults: 'Settings of every destination that does not set them itself.',
    publicUrl:
      'The address under which people and vendors reach this Tocsin, with `https://`. Without it messages have no links that answer.',
    tokens: 'Tokens of the API and the console beside the admin token, by name.',
    sources: 'What sends, by a name of your choice. The name ends the URL of the hook.',
    destinations: 'What receives, by a name of your choice.',
    routes: 'Which alerts go to which destinations. Every route that matches applies.',
    timeIntervals: 'Times by name, for `activeTimes` and `muteTimes` of routes.',
    canary:
      '`{ every: 1d, deadline: 5m, routes: [urgent] }`: a test alert through routes, reported elsewhere when it does not arrive ([canary](canary.md)).',
    inhibit: 'Problems that suppress others while they are open.',
    inhibitRules: 'Alertmanager’s name of `inhibit`.',
  },
  source: {
    type: 'One of the [source types](sources/README.md).',
    auth: 'How the sender authenticates: see below.',
    successStatus: 'The status of the answer to an accepted webhook, 200 to 299. Otherwise 202.',
    allowFrom: 'Addresses and ranges that may send, such as `192.0.2.0/24`. Otherwise any.',
    testPayload:
      'What becomes of test messages of the product: `record` (the default) counts them, `deliver` sends them like alerts.',
    limit: '`{ perMinute: 600 }`: above it the sender gets 429 and has to send again.',
    expectEvery: 'A source that sends nothing for this long is an alert: `10m`, `1h`, `1d`.',
    links: 'Hosts whose addresses in alerts become links: `grafana.example.com`, `*.example.com`.',
    severity: 'The sender’s severities in Tocsin’s: `{ P1: critical, ">=7": high }`.',
    map: 'For the type `custom`: one expression for each field of the alert ([mapping](mapping.md)).',
  },
  route: {
    name: 'A name for the console, messages and the ledger.',
    match:
      'Fields of the alert with values, lists, globs, comparisons and `not` ([routing](routing.md)). Without it every alert matches.',
    matchers: 'The same as Alertmanager writes it: `severity=~"high|critical"`.',
    where: 'A JSONata expression that has to be true, for what `match` cannot say.',
    to: 'Names of destinations, or `{ destination: name }` with settings for this route. A child without it takes its parent’s.',
    continue: 'Whether the routes after it are looked at too. At the top level yes, for a child no.',
    routes: 'Child routes. They inherit the settings of their parent.',
    dedupWindow:
      'An alert of the same problem within this time joins the first notification: `1h` by default, `off` for none.',
    repeat: 'The older name of `dedupWindow`.',
    groupBy: 'Fields whose values the alerts of one notification share. Otherwise the problem.',
    groupWait: 'How long the first notification of a group waits for others.',
    groupInterval: 'How long a group waits before it reports new members.',
    repeatInterval: 'When a problem that is still open notifies again.',
    sendResolved: '`false` sends no end of a problem.',
    fallback: 'Destinations that are notified when the first ones do not deliver.',
    after: 'How long the fallback waits. Otherwise `10m`.',
    escalate: 'Who is notified later while nobody has acknowledged or ended the problem ([escalation](escalation.md)).',
    activeTimes: 'Names of `timeIntervals`: the route notifies within them alone ([times](times.md)).',
    muteTimes: 'Names of `timeIntervals`: the route does not notify within them.',
    outside: 'What becomes of alerts at other times: `hold` lets them wait, `drop` sends them not at all.',
    urgent: 'Severities that are sent at any time, such as `">=critical"`.',
    message:
      'How messages of this route are worded, each setting in place of the destination’s ([wording](wording.md)).',
  },
  inhibit: {
    name: 'A name for the console and for `explain`.',
    when: 'Which open problems suppress others: matchers, or `{ match: {…} }`.',
    suppress: 'Which alerts are suppressed meanwhile.',
    sourceMatchers: 'Alertmanager’s name of `when`.',
    targetMatchers: 'Alertmanager’s name of `suppress`.',
    equal: 'Fields whose values both must share.',
    atMost: 'How long a problem counts as open after its last alert. Otherwise `1d`.',
  },
  interval: {
    times: 'Times of the day: a list of `{ startTime: "09:00", endTime: "17:30" }`.',
    location: 'The time zone of these times, such as `Europe/Berlin`. Otherwise UTC.',
  },
  token: {
    expires: 'The end of the token: a day such as `2027-01-01`, or a time.',
  },
} as const;

type Texts = Readonly<Record<string, string>>;

/** Schemas of properties with what they mean, where they do not say it themselves. */
export const described = (properties: Readonly<Record<string, unknown>>, texts: Texts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      typeof schema === 'object' && schema !== null && !('description' in schema) && texts[name] !== undefined
        ? { ...schema, description: texts[name] }
        : schema,
    ]),
  );
