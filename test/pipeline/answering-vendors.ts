import { createHmac } from 'node:crypto';
import type { Answer, Pipeline } from './pipeline.ts';
import { type Arrived, type Receiver, type Reply, startReceiver } from './receiver.ts';

const SLACK_SECRET = 'slack-signing-secret-0001';
const JIRA_SECRET = 'jira-webhook-secret-0001';
const SERVICENOW_TOKEN = 'servicenow-path-token-0001';
const PAGERDUTY_SECRET = 'pagerduty-signing-secret-0001';

const SYS_ID = '9d385017c611228701d22104cc95c371';
const BOT = 'tocsin-bot';

const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** A vendor's request, ready to be sent. */
export interface Signed {
  readonly path: string;
  readonly init: RequestInit & { readonly body: string; readonly headers: Readonly<Record<string, string>> };
}

export function signedBySlack(
  form: Readonly<Record<string, string>>,
  atMs = Date.now(),
  secret = SLACK_SECRET,
): Signed {
  const body = new URLSearchParams(form).toString();
  const timestamp = String(Math.floor(atMs / 1000));
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hmac(secret, `v0:${timestamp}:${body}`)}`,
  };
  return { path: '/v1/callbacks/slack', init: { method: 'POST', headers, body } };
}

export function signedByJira(payload: object, secret = JIRA_SECRET): Signed {
  const body = JSON.stringify(payload);
  const headers = { 'content-type': 'application/json', 'x-hub-signature': `sha256=${hmac(secret, body)}` };
  return { path: '/v1/callbacks/jira?user_id=1', init: { method: 'POST', headers, body } };
}

export const withServiceNowToken = (payload: object, token = SERVICENOW_TOKEN): Signed => ({
  path: `/v1/callbacks/servicenow/${token}`,
  init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) },
});

export function signedByPagerDuty(payload: object, secret = PAGERDUTY_SECRET): Signed {
  const body = JSON.stringify(payload);
  const headers = {
    'content-type': 'application/json',
    'x-pagerduty-signature': `v1=${'0'.repeat(64)},v1=${hmac(secret, body)}`,
  };
  return { path: '/v1/callbacks/pagerduty', init: { method: 'POST', headers, body } };
}

/** What Slack sends when somebody presses a button. Each press has an id of its own. */
export const slackPress = (
  choice: string,
  token: string,
  name: string,
  url: string,
  message: unknown,
): Record<string, string> => ({
  payload: JSON.stringify({
    type: 'block_actions',
    trigger_id: `${name}.${choice}.${Math.random()}`,
    user: { id: `U${name.toUpperCase()}`, name },
    response_url: `${url}/slack/response`,
    message,
    actions: [{ action_id: `tocsin_${choice}`, block_id: 'tocsin_answers', value: token }],
  }),
});

/** What somebody does in Jira: moves the issue to a status of this category. */
export const jiraMove = (category: 'indeterminate' | 'done', accountId = 'anna-1', at = Date.now()): object => ({
  webhookEvent: 'jira:issue_updated',
  timestamp: at,
  user: { accountId, displayName: accountId === BOT ? 'Tocsin' : 'Anna' },
  issue: { key: 'SEC-1', fields: { status: { statusCategory: { key: category } }, creator: { accountId: BOT } } },
  changelog: { items: [{ field: 'status' }] },
});

export const serviceNowState = (state: string, by = 'anna.admin', at = Date.now()): object => ({
  sys_id: SYS_ID,
  number: 'INC0010001',
  state,
  active: 'true',
  updated_by: by,
  created_by: 'tocsin',
  updated_at: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
});

export const pagerDutyEvent = (type: string, key: string, agent: object, at = Date.now()): object => ({
  event: {
    id: `event-${at}`,
    event_type: type,
    resource_type: 'incident',
    occurred_at: new Date(at).toISOString(),
    agent,
    client: { name: 'Tocsin' },
    data: { id: 'PGR0VU2', type: 'incident', status: type.slice('incident.'.length), incident_key: key, title: 'x' },
  },
});

export const person = { type: 'user_reference', id: 'PLH1HKV', summary: 'Anna' };
const integration = { type: 'events_api_v2_inbound_integration_reference', id: 'PXMQRWJ', summary: 'Events API V2' };

/** Mock receivers of four vendors, each of which sends back what was changed there, as the vendors do. */
export interface Vendors {
  readonly receiver: Receiver;
  /** The settings of the four destinations, by id. */
  readonly destinations: Readonly<Record<'chat' | 'issues' | 'incidents' | 'pager', string>>;
  /** The key that the incident of the alert has in PagerDuty. */
  incidentKey(): string;
  /** From now on each change is sent back to this system. */
  echoTo(pipeline: Pipeline): void;
  /** The answers to what was sent back. */
  readonly echoes: readonly Answer[];
  /** Waits until nothing has come for a while. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

interface State {
  category: 'new' | 'done';
  record: string;
  key: string;
}

const standing = ({ category }: State) => ({
  key: 'SEC-1',
  fields: { status: { statusCategory: { key: category } } },
  transitions: [
    { id: '31', name: 'Done', to: { statusCategory: { key: 'done' } } },
    { id: '11', name: 'To Do', to: { statusCategory: { key: 'new' } } },
  ],
});
const recordOf = ({ record }: State) => ({
  result: { sys_id: SYS_ID, number: 'INC0010001', state: record, active: 'true' },
});

type Echo = (signed: Signed) => void;

function jira(path: string, { method, body }: Arrived, state: State, echo: Echo): Reply {
  if (path.endsWith('/comment')) return json(201, { id: '1' });
  if (path.endsWith('/transitions')) {
    state.category = body.includes('"31"') ? 'done' : 'new';
    if (state.category === 'done') echo(signedByJira(jiraMove('done', BOT)));
    return { status: 204 };
  }
  return method === 'POST' ? json(201, { id: '10001', key: 'SEC-1' }) : json(200, standing(state));
}

function serviceNow({ method, body }: Arrived, state: State, echo: Echo): Reply {
  const { state: next } = JSON.parse(body === '' ? '{}' : body) as { state?: string };
  if (method === 'PATCH' && next !== undefined) {
    state.record = next;
    echo(withServiceNowToken(serviceNowState(next, 'tocsin')));
  }
  return json(method === 'POST' ? 201 : 200, recordOf(state));
}

function pagerDuty({ body }: Arrived, state: State, echo: Echo): Reply {
  const { event_action: action, dedup_key: key } = JSON.parse(body) as { event_action: string; dedup_key: string };
  state.key = key;
  const type = { trigger: 'incident.triggered', acknowledge: 'incident.acknowledged', resolve: 'incident.resolved' }[
    action
  ];
  if (type !== undefined) echo(signedByPagerDuty(pagerDutyEvent(type, key, integration)));
  return json(202, { status: 'success', message: 'Event processed', dedup_key: key });
}

let sent = 0;
function slack(path: string): Reply {
  sent += 1;
  return /\/(?:response|hook)$/.test(path)
    ? { status: 200, body: 'ok' }
    : json(200, { ok: true, channel: 'C1', ts: `1796004847.${String(sent).padStart(6, '0')}` });
}

function reply(path: string, arrived: Arrived, state: State, echo: Echo): Reply {
  if (path.startsWith('/jira/')) return jira(path, arrived, state, echo);
  if (path.startsWith('/sn/')) return serviceNow(arrived, state, echo);
  return path.startsWith('/pd/') ? pagerDuty(arrived, state, echo) : slack(path);
}

export async function startVendors(): Promise<Vendors> {
  const state: State = { category: 'new', record: '1', key: '' };
  const echoes: Answer[] = [];
  let pipeline: Pipeline | undefined;
  let lastMs = Date.now();
  const echo: Echo = ({ path, init }) => {
    // After the vendor has answered the change.
    setTimeout(() => void pipeline?.request(path, init).then((answer) => echoes.push(answer)), 20);
  };
  const receiver = await startReceiver((path, _, arrived) => {
    lastMs = Date.now();
    return reply(path, arrived, state, echo);
  });
  const { url } = receiver;
  return {
    receiver,
    destinations: {
      chat: `{ type: slack, token: xoxb-test, channel: C0123456789, apiUrl: "${url}/slack", signingSecret: "${SLACK_SECRET}" }`,
      issues: `{ type: jira, baseUrl: "${url}/jira", email: bot@example.com, apiToken: t, project: SEC, callback: { secret: "${JIRA_SECRET}" } }`,
      incidents: `{ type: servicenow, url: "${url}/sn", user: tocsin, password: p, callback: { token: "${SERVICENOW_TOKEN}" } }`,
      pager: `{ type: pagerduty, routingKey: "${'0'.repeat(32)}", apiUrl: "${url}/pd", callback: { secret: "${PAGERDUTY_SECRET}" } }`,
    },
    incidentKey: () => state.key,
    echoTo: (system) => {
      pipeline = system;
    },
    echoes,
    async quiet() {
      while (Date.now() - lastMs < 2_000) await new Promise((resolve) => setTimeout(resolve, 100));
    },
    close: receiver.close,
  };
}
