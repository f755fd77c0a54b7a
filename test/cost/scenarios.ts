/** What the cost of an alert is measured with. All scenarios have alerts of about 1 kB. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Dollars for a million alerts, at most. Without one, the scenario is shown only. */
  readonly goal?: number;
  readonly alertsPerWebhook: number;
  /** Webhooks that come in one second. */
  readonly webhooksPerTick: number;
  readonly secondsPerTick: number;
  readonly ticks: number;
  readonly destinations: readonly string[];
}

const toWebhook = (name: string): string =>
  `  ${name}: { type: webhook, url: "RECEIVER/in/${name}", format: alert, allowAddresses: [127.0.0.1/32] }`;
const toSplunk = (name: string): string =>
  `  ${name}: { type: splunk, url: "RECEIVER/${name}", token: "\${TOKEN}", allowAddresses: [127.0.0.1/32] }`;
const toSlack = (name: string): string =>
  `  ${name}: { type: slack, webhookUrl: "\${SLACK}", allowAddresses: [127.0.0.1/32] }`;

const steady = { webhooksPerTick: 5, secondsPerTick: 1, ticks: 16 };

export const scenarios: readonly Scenario[] = [
  {
    ...steady,
    name: 'single',
    title: '1 alert a webhook, 1 destination',
    goal: 12,
    alertsPerWebhook: 1,
    destinations: [toWebhook('one')],
  },
  {
    name: 'batch',
    title: '20 alerts a webhook, 1 batching destination',
    goal: 3,
    alertsPerWebhook: 20,
    webhooksPerTick: 1,
    secondsPerTick: 4,
    ticks: 12,
    destinations: [toSplunk('siem')],
  },
  {
    ...steady,
    name: 'five',
    title: '1 alert a webhook, 5 destinations',
    goal: 25,
    alertsPerWebhook: 1,
    destinations: ['one', 'two', 'three'].map(toWebhook).concat(['four', 'five'].map(toSplunk)),
  },
  {
    name: 'slack',
    title: '1 alert every 2 seconds, each alone, Slack',
    alertsPerWebhook: 1,
    webhooksPerTick: 1,
    secondsPerTick: 2,
    ticks: 40,
    destinations: [toSlack('chat')],
  },
];

export const configOfScenario = ({ destinations }: Scenario, receiver: string): string => `version: 1
sources:
  akto-prod: { type: akto, auth: { bearer: "\${HOOK}" } }
destinations:
${destinations.join('\n').replaceAll('RECEIVER', receiver)}
routes:
  - name: all
    match: {}
    to: [${destinations.map((line) => line.trim().split(':')[0]).join(', ')}]
`;

/** One event of Akto of about 1 kB, each of another problem. */
function eventOf(n: number, seconds: number, orig: string): object {
  return {
    actor: `198.51.100.${n % 250}`,
    apiCollectionId: 1_700_000 + (n % 7),
    country: 'DE',
    eventType: 'AGGREGATED',
    filterId: 'SQL_INJECTION',
    ip: `198.51.100.${n % 250}`,
    method: 'POST',
    subCategory: 'SQLInjection',
    timestamp: seconds,
    type: 'Rule-Based',
    url: `https://api.example.test/v2/catalog/items/${n}?page=${n % 9}`,
    refId: `ref-${n}-${(n * 7_919).toString(16)}`,
    maliciousPayloadsResponses: [{ orig, ts: seconds - 3 }],
  };
}

const overview = {
  description: 'A statement of SQL stands where a value was expected in a request.',
  details: 'The caller sent parts of statements in several parameters, and the answers differed.',
  impact: 'Rows of other customers may be read or changed, as far as the account of the database is allowed to.',
};
const remediation = {
  title: '# Remediation for SQL_INJECTION',
  steps: [{ title: 'Bind parameters', text: 'Pass values as parameters of a prepared statement.' }],
};

const requestOf = (n: number): string =>
  `{"method":"POST","path":"/v2/catalog/items/${n}","requestPayload":"{\\"q\\":\\"' OR 1=${n}--\\"}"}`;

/** The request with headers and answer, for events that stand beside others in a webhook. */
const exchangeOf = (n: number): string =>
  `${requestOf(n)} {"host":"api.example.test","user-agent":"curl/8.${n % 17}","accept":"application/json","x-request-id":"${(n * 104_729).toString(16)}"} ` +
  `{"statusCode":500,"responsePayload":"{\\"error\\":\\"You have an error in your SQL syntax near OR 1=${n} at line ${n % 40}\\",\\"trace\\":\\"items.${n % 90}\\"}"}`;

/** A webhook with so many alerts, from the n-th on. */
export const bodyOf = (n: number, alerts: number, seconds: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      maliciousEvents: Array.from({ length: alerts }, (_, i) => n * alerts + i).map((at) =>
        eventOf(at, seconds, alerts === 1 ? requestOf(at) : exchangeOf(at)),
      ),
      overview,
      remediation,
    }),
  );
