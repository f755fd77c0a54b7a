/** What people do in Slack, Jira, ServiceNow and PagerDuty is done here and in the other three, once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  jiraMove,
  pagerDutyEvent,
  person,
  type Signed,
  serviceNowState,
  signedByJira,
  signedByPagerDuty,
  signedBySlack,
  slackPress,
  startVendors,
  type Vendors,
  withServiceNowToken,
} from './answering-vendors.ts';
import { type Answer, aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';

let vendors: Vendors;
let pipeline: Pipeline;
let alertId: string;

interface Message {
  readonly text?: string;
  readonly thread_ts?: string;
  readonly blocks?: readonly {
    readonly block_id?: string;
    readonly elements?: readonly { readonly value?: string }[];
  }[];
}

const send = ({ path, init }: Signed): Promise<Answer> => pipeline.request(path, init);
const at = (path: string) => vendors.receiver.at(path);
const messagesAt = (path: string): Message[] => at(path).map(({ body }) => JSON.parse(body));

/** What was posted, changed or moved at each vendor, as counts. */
function changes() {
  const records = at('/sn/api/now/table/incident/9d385017c611228701d22104cc95c371');
  const events = at('/pd/v2/enqueue').map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action);
  return {
    posted: at('/slack/chat.postMessage').length,
    shown: at('/slack/response').length,
    comments: at('/jira/rest/api/3/issue/SEC-1/comment').length,
    moves: at('/jira/rest/api/3/issue/SEC-1/transitions').length,
    notes: records.filter(({ body }) => body.includes('work_notes')).length,
    states: records.filter(({ body }) => body.includes('"state"')).length,
    acknowledged: events.filter((action) => action === 'acknowledge').length,
    resolved: events.filter((action) => action === 'resolve').length,
  };
}

function tokenOf(message: Message | undefined): string {
  const buttons = message?.blocks?.find(({ block_id: id }) => id === 'tocsin_answers');
  return buttons?.elements?.[0]?.value ?? '';
}

function press(choice: string, name = 'anna'): Signed {
  const [message] = messagesAt('/slack/chat.postMessage');
  return signedBySlack(slackPress(choice, tokenOf(message), name, vendors.receiver.url, message));
}

const incident = (type: string) => signedByPagerDuty(pagerDutyEvent(type, vendors.incidentKey(), person));

const stored = async () => (await pipeline.admin(`/v1/alerts/${encodeURIComponent(alertId)}`)).body;

beforeEach(async () => {
  vendors = await startVendors();
  pipeline = await startPipeline(yamlOf(vendors.destinations));
  vendors.echoTo(pipeline);
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.settled(1);
  alertId = (await pipeline.alerts()).alerts[0]?.id ?? '';
});
afterEach(async () => {
  await pipeline.close();
  await vendors.close();
});

/** A way to say each of the two. */
const ways: readonly [string, () => Signed, () => Signed][] = [
  ['Slack', () => press('acknowledge'), () => press('resolve')],
  ['Jira', () => signedByJira(jiraMove('indeterminate')), () => signedByJira(jiraMove('done'))],
  ['ServiceNow', () => withServiceNowToken(serviceNowState('2')), () => withServiceNowToken(serviceNowState('6'))],
  ['PagerDuty', () => incident('incident.acknowledged'), () => incident('incident.resolved')],
];
const fromNames: Readonly<Record<string, Partial<ReturnType<typeof changes>>>> = {
  Slack: { posted: 1, shown: 1 },
  Jira: { comments: 0, moves: 0 },
  ServiceNow: { notes: 0, states: 0 },
  PagerDuty: { acknowledged: 0, resolved: 0 },
};

describe.each(ways)('from %s', (vendor, acknowledging, resolving) => {
  it('an acknowledgement is shown in the other three, and comes back from none', async () => {
    expect(await send(acknowledging())).toMatchObject({ status: 200, body: { status: 'done', action: 'acknowledge' } });
    const all = { posted: 2, shown: 0, comments: 1, moves: 0, notes: 1, states: 0, acknowledged: 1, resolved: 0 };
    const expected = { ...all, ...fromNames[vendor] };
    await until('it is shown', () => (JSON.stringify(changes()) === JSON.stringify(expected) ? true : undefined));
    await vendors.quiet();
    expect(changes()).toEqual(expected);
    for (const echo of vendors.echoes) expect(echo).toMatchObject({ status: 200, body: { status: 'ignored' } });
    expect(await stored()).toMatchObject({ problem: { state: 'acknowledged' } });
  });

  it('a resolution closes the other three, and comes back from none', async () => {
    expect(await send(resolving())).toMatchObject({ status: 200, body: { status: 'done', action: 'resolve' } });
    const all = { posted: 2, shown: 0, comments: 1, moves: 1, notes: 1, states: 1, acknowledged: 0, resolved: 1 };
    const expected = { ...all, ...fromNames[vendor] };
    await until('it is shown', () => (JSON.stringify(changes()) === JSON.stringify(expected) ? true : undefined));
    await vendors.quiet();
    expect(changes()).toEqual(expected);
    for (const echo of vendors.echoes) expect(echo).toMatchObject({ status: 200, body: { status: 'ignored' } });
  });
});

it('two persons at once give one result, and the second hears who was first', async () => {
  const answers = await Promise.all(['anna', 'ben', 'cleo'].map((name) => send(press('acknowledge', name))));
  const kinds = answers.map(({ body }) => body['status']);
  expect(kinds.toSorted()).toEqual(['already', 'already', 'done']);
  expect(new Set(answers.map(({ body }) => body['by'])).size).toBe(1);
  const responses = messagesAt('/slack/response') as { response_type?: string; text?: string }[];
  const whispered = responses.filter(({ response_type: type }) => type === 'ephemeral');
  expect(whispered).toHaveLength(2);
  for (const { text } of whispered) expect(text).toMatch(/^Already acknowledged by (anna|ben|cleo) \(Slack U\w+\) at /);
});

it('a silence holds back what comes later, and is made once', async () => {
  const answers = await Promise.all([send(press('silence_1h', 'anna')), send(press('silence_8h', 'ben'))]);
  expect(answers.map(({ body }) => body['status']).toSorted()).toEqual(['already', 'done']);
  const { silences } = (await pipeline.admin('/v1/silences')).body as {
    silences: { author: string; active: boolean }[];
  };
  expect(silences).toHaveLength(1);
  expect(silences[0]).toMatchObject({ active: true, author: answers[0]?.body['by'] });
  // Silences are read every five seconds.
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  await pipeline.hook('akto', aktoWebhook(1).replace('1747162309', '1747169309'));
  expect((await pipeline.settled(2)).deliveries).toMatchObject({ suppressed: 4 });
});
