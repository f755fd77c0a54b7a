import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variables } from '../../../lambdas/config/env.ts';
import type { Config } from '../../../lambdas/config/schema.ts';
import { tokensIn } from '../../../lambdas/config/tokens.ts';
import { defined } from '../../../lambdas/domain/values/json-fields.ts';
import type { Answering } from '../../../lambdas/engine/answers/ports.ts';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import type { Ports as ApiPorts } from '../../../lambdas/engine/api/ports.ts';
import type { Queues, Stores } from '../../../lambdas/engine/ports/index.ts';
import type { Send } from '../../../lambdas/engine/ports/transport.ts';
import { answeringOf } from '../../../lambdas/functions/answering.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { lazyConsole } from '../../console/build.ts';
import type { MockDestinations } from '../../mock-destinations/mock-destinations.ts';
import type { InProcessSandbox } from '../../sandbox/server/sandbox.ts';

export interface ApiProps {
  readonly config: Config;
  readonly store: Queues & { readonly stores: Stores };
  readonly secrets: Variables;
  readonly log: Log;
  readonly send: Send;
  readonly backup: ApiPorts['backup'];
  readonly metrics: ApiPorts['metrics'];
  readonly onReplayStarted: NonNullable<ApiPorts['onReplayStarted']>;
  readonly mocks: MockDestinations | undefined;
}

type Api = (request: Request, address: string) => Promise<Response>;

/** What the API works with, and what answers from a connection to Slack work with. */
export function apiPorts({
  config,
  store,
  secrets,
  log,
  send,
  backup,
  metrics,
  onReplayStarted,
  mocks,
}: ApiProps): ApiPorts & { readonly answering: Answering } {
  return {
    ...store.stores,
    deliveryQueue: store.deliveryQueue,
    webhookQueue: store.webhookQueue,
    adminToken: async () => secrets['TOCSIN_ADMIN_TOKEN'],
    namedTokens: async () => tokensIn(config.tokens, secrets),
    destinationIds: Object.keys(config.destinations),
    installed: config,
    console: lazyConsole,
    messages: async (asked) => (await import('../../preview/message.ts')).messagesOf(config)(asked),
    answering: answeringOf(config, async () => secrets, send),
    wait: (ms) => sleep(ms),
    now: Date.now,
    newId: randomUUID,
    onReplayStarted,
    log,
    ...defined({ backup, metrics, sandbox: mocks?.view }),
  };
}

/** Answers all requests of the edge except to hooks. */
export function localApi(ports: ApiPorts, sandbox: InProcessSandbox | undefined): Api {
  const app = createApp(ports);
  return async (request, address) => {
    const { pathname } = new URL(request.url);
    const isPage = sandbox !== undefined && (pathname === '/sandbox' || pathname.startsWith('/sandbox/'));
    return isPage ? sandbox.page(request) : app.fetch(request, { address });
  };
}
