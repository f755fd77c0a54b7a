import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variables } from '../../../lambdas/config/env.ts';
import type { Config } from '../../../lambdas/config/schema.ts';
import { defined } from '../../../lambdas/domain/values/json-fields.ts';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import type { Ports as ApiPorts } from '../../../lambdas/engine/api/ports.ts';
import type { Queues, Stores } from '../../../lambdas/engine/ports/index.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import type { InProcessSandbox } from '../../sandbox/server/sandbox.ts';

export interface ApiProps {
  readonly config: Config;
  readonly store: Queues & { readonly stores: Stores };
  readonly secrets: Variables;
  readonly log: Log;
  readonly backup: ApiPorts['backup'];
  readonly onReplayStarted: NonNullable<ApiPorts['onReplayStarted']>;
  /** Its pages are served under `/sandbox`. */
  readonly sandbox?: InProcessSandbox | undefined;
}

type Api = (request: Request, address: string) => Promise<Response>;

/** Answers all requests of the edge except to hooks. */
export function localApi({ config, store, secrets, log, backup, onReplayStarted, sandbox }: ApiProps): Api {
  const app = createApp({
    ...store.stores,
    deliveryQueue: store.deliveryQueue,
    webhookQueue: store.webhookQueue,
    adminToken: async () => secrets['TOCSIN_ADMIN_TOKEN'],
    destinationIds: Object.keys(config.destinations),
    installed: config,
    wait: (ms) => sleep(ms),
    now: Date.now,
    newId: randomUUID,
    onReplayStarted,
    log,
    ...defined({ backup }),
  });
  return async (request, address) => {
    const { pathname } = new URL(request.url);
    const isPage = sandbox !== undefined && (pathname === '/sandbox' || pathname.startsWith('/sandbox/'));
    return isPage ? sandbox.page(request) : app.fetch(request, { address });
  };
}
