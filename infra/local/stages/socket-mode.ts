import type { Variables } from '../../../lambdas/config/env.ts';
import type { Config } from '../../../lambdas/config/schema.ts';
import { resolveSecrets } from '../../../lambdas/config/secrets.ts';
import { API_URL } from '../../../lambdas/destinations/slack/settings.ts';
import { receiveAuthentic } from '../../../lambdas/engine/answers/callback.ts';
import type { Answering, AnswerPorts } from '../../../lambdas/engine/answers/ports.ts';
import { answeringOver } from '../../../lambdas/engine/answers/recorded.ts';
import type { Ports } from '../../../lambdas/engine/api/ports.ts';
import { createOpenSocket } from '../../../lambdas/transport/websocket.ts';
import { startClient } from '../socket-mode/client.ts';

/** An app of Slack's, and the destinations that are its. */
interface App {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly ids: readonly string[];
}

/** The apps that have an app-level token, each once. */
function appsIn({ destinations }: Config, secrets: Variables): App[] {
  const all = Object.entries(destinations).flatMap(([id, setting]) => {
    const { appToken, apiUrl = API_URL } = resolveSecrets(setting, secrets).value;
    const isApp = setting.type === 'slack' && typeof appToken === 'string' && appToken !== '';
    return isApp ? [{ id, appToken, apiUrl: String(apiUrl) }] : [];
  });
  return [...Map.groupBy(all, ({ appToken, apiUrl }) => `${apiUrl} ${appToken}`).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, ids: same.map(({ id }) => id) }];
  });
}

type Destination = Extract<Awaited<ReturnType<AnswerPorts['destination']>>, object>;

/** Works on a request of Slack's as if it had come to the callback; the connection is the credential. */
async function receive(body: string, { ids }: App, { callback, reach }: Destination, ports: AnswerPorts) {
  if (callback === undefined) return undefined;
  const request = { type: 'slack', body: Buffer.from(body, 'utf8') };
  const { answer } = await receiveAuthentic(request, { kind: 'authentic', ids, callback, reach }, ports);
  return answer.statusCode === 200 ? answer.body : undefined;
}

async function startApp(app: App, secrets: Variables, ports: AnswerPorts): Promise<() => void> {
  const connected = await ports.destination(app.ids[0] ?? '');
  if (typeof connected === 'string') {
    ports.log('socket_mode.refused', { reason: connected });
    return () => undefined;
  }
  const { reach } = connected;
  const client = startClient({
    ...app,
    reach,
    send: ports.send,
    openSocket: createOpenSocket(reach ?? {}, true, secrets),
    log: ports.log,
    receive: (body) => receive(body, app, connected, ports),
  });
  return client.stop;
}

/** Connects to Slack for each app with an app-level token; returns what ends that. */
export async function startSocketMode(
  config: Config,
  secrets: Variables,
  ports: Ports & { readonly answering: Answering },
): Promise<() => void> {
  const answering = answeringOver(ports, ports.answering);
  const stops = await Promise.all(appsIn(config, secrets).map((app) => startApp(app, secrets, answering)));
  return () => {
    for (const stop of stops) stop();
  };
}
