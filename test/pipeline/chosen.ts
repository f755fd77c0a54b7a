import { type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Arrived, type Receiver, type Reply, startReceiver } from './receiver.ts';

/** What a test has opened, to be closed after it. */
export const open: { close(): Promise<void> }[] = [];
export async function closeAll(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
}

type Answers = (call: string, body: Readonly<Record<string, unknown>>, arrived: Arrived) => object | undefined;

export const json = (value: object): Reply => ({ status: 200, body: JSON.stringify(value) });

/** Slack's Web API: every message gets a `ts`, and the channel that it was sent to. */
export async function slackLike(answers: Answers = () => undefined): Promise<Receiver> {
  let ts = 0;
  const receiver = await startReceiver((path, _, arrived) => {
    const body = arrived.body === '' ? {} : JSON.parse(arrived.body);
    const own = answers(path.slice(1), body, arrived);
    ts += 1;
    return json(own ?? { ok: true, ts: `${ts}.0`, channel: body.channel, messages: [] });
  });
  open.push(receiver);
  return receiver;
}

/** A sender whose labels do not tell its problems apart, so that the label of a problem may change. */
export const relabelled = `{ type: custom, auth: { bearer: "\${HOOK_TOKEN}" }, map: { title: "title", severity: "'critical'", problem: "title",
    labels: { team: "team" }, resolvedWhen: "done", occurredAt: "at" } }`;

let seconds = 0;
export const relabelledOf = (title: string, team: string, done = false): string => {
  seconds += 1;
  return JSON.stringify({ title, team, done, at: new Date(Date.UTC(2026, 10, 30, 10) + seconds * 1000).toISOString() });
};

export const started = async (
  destinations: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>> = {},
): Promise<Pipeline> => {
  const sources = { alerts: `{ type: alertmanager, auth: { bearer: "\${HOOK_TOKEN}" } }`, relabelled };
  const pipeline = await startPipeline(yamlOf(destinations, sources), secrets);
  open.push(pipeline);
  return pipeline;
};

export const webhookOf = (n: number, labels: Readonly<Record<string, string>>, status = 'firing'): string =>
  JSON.stringify({
    version: '4',
    groupKey: 'g',
    status,
    receiver: 'tocsin',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'https://alerts.example.test',
    alerts: [
      {
        status,
        labels: { alertname: `Rule${n}`, severity: 'critical', ...labels },
        annotations: { summary: `Something ${n}` },
        startsAt: '2026-11-30T10:00:00Z',
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-30T10:05:00Z',
        fingerprint: `f${n}`,
      },
    ],
  });

export const bodies = (receiver: Receiver, path: string) => receiver.at(path).map(({ body }) => JSON.parse(body));
export const channels = (receiver: Receiver): string[] =>
  bodies(receiver, '/chat.postMessage').map(({ channel }) => channel);

export const bot = (url: string, channel: string): string =>
  `{ type: slack, token: xoxb-1, apiUrl: "${url}", channel: ${channel} }`;
