import type { Config } from '../../lambdas/config/schema.ts';
import { hasPlaceholder } from '../../lambdas/config/secrets.ts';
import { splitCommon } from '../../lambdas/config/split-common.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { reachSettings } from '../../lambdas/domain/reach.ts';
import type { SandboxDestination, SandboxView } from '../../lambdas/engine/api/sandbox-view.ts';
import type { Send } from '../../lambdas/engine/ports/transport.ts';
import { withAuth } from '../../lambdas/transport/with-auth.ts';
import type { Receiver } from '../sandbox/_kit/receiver.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { acceptedSettings } from './fit.ts';
import { handOver, MOCK_DOMAIN, receiverFor } from './mock.ts';
import { type ReceivedLog, receivedLog } from './received.ts';
import { receiversOf } from './receivers.ts';

type Setting = Config['destinations'][string];

/** A mock receiver in the place of one destination. */
interface InPlace {
  readonly id: string;
  readonly host: string;
  readonly written: string;
  readonly service: Service;
  readonly receiver: Receiver;
  readonly log: ReceivedLog;
  readonly setting: Setting;
  readonly replaced: readonly string[];
}

const registry: Readonly<Record<string, Destination>> = destinations;

/** Settings of every destination that have no use without a network, or wait for a secret. */
const isCommonKept = ([name, value]: readonly [string, unknown]): boolean =>
  !reachSettings.some((each) => each === name) && !hasPlaceholder(JSON.stringify(value) ?? '');

async function placed(id: string, host: string, setting: Setting, log: ReceivedLog): Promise<InPlace> {
  const { type, ...written } = setting;
  const { own, common } = splitCommon(written);
  const destination = registry[type];
  const [mock] = receiversOf(type, own, `https://${host}`);
  if (destination === undefined || mock === undefined)
    throw new Error(`no mock receiver stands in for the destination "${id}" of the type "${type}"`);
  const { settings, replaced } = await acceptedSettings(own, mock.settings, destination, mock.service);
  const kept = Object.fromEntries(Object.entries(common).filter(isCommonKept));
  return {
    id,
    host,
    written: JSON.stringify(setting),
    service: mock.service,
    receiver: receiverFor(mock.service, own),
    log,
    setting: { ...kept, ...settings, type },
    replaced,
  };
}

const described = ({ id, setting, service, replaced, log }: InPlace): SandboxDestination => {
  const [newest] = log.newest(1);
  const last = newest === undefined ? {} : { lastAt: newest.at, lastSummary: newest.summary };
  return { id, type: setting.type, receiver: service.title, replaced: [...replaced], ...log.counts, ...last };
};

function viewOf(all: () => readonly InPlace[]): SandboxView {
  return {
    destinations: () => all().map(described),
    received(destination, most) {
      const asked = all().filter(({ id }) => destination === undefined || id === destination);
      if (destination !== undefined && asked.length === 0) return undefined;
      return asked
        .flatMap(({ log }) => log.newest(most))
        .toSorted((a, b) => b.number - a.number)
        .slice(0, most);
    },
  };
}

/** Mock receivers that take the place of configured destinations. */
export interface MockDestinations {
  readonly view: SandboxView;
  /** Sends to mock receivers, and nowhere else. */
  readonly send: Send;
  /** The configuration with a mock receiver in the place of each destination. One that has not changed keeps what it knows. */
  inPlaceOf(config: Config): Promise<Config>;
}

/** Makes mock receivers, one for each destination, in this process: nothing listens, and nothing leaves the machine. */
export function createMockDestinations(now: () => number = Date.now): MockDestinations {
  let inUse: readonly InPlace[] = [];
  const hosts = new Map<string, string>();
  let numbered = 0;
  const next = (): number => {
    numbered += 1;
    return numbered;
  };
  const hostOf = (id: string): string => {
    const host = hosts.get(id) ?? `d${hosts.size + 1}.${MOCK_DOMAIN}`;
    hosts.set(id, host);
    return host;
  };
  async function place([id, setting]: [string, Setting]): Promise<InPlace> {
    const before = inUse.find((each) => each.id === id);
    if (before?.written === JSON.stringify(setting)) return before;
    return placed(id, hostOf(id), setting, before?.log ?? receivedLog(id, next));
  }
  const send = withAuth(async (request) => {
    const host = URL.parse(request.url)?.hostname;
    const target = inUse.find((each) => each.host === host);
    if (target === undefined) return { kind: 'not-sent', reason: 'sandbox_only', refused: true };
    const [verdict, sent] = handOver(request, target.receiver, now());
    target.log.add(request, verdict, now(), target.service.draw);
    return sent;
  });
  return {
    view: viewOf(() => inUse),
    send,
    async inPlaceOf(config) {
      inUse = await Promise.all(Object.entries(config.destinations).map(place));
      return { ...config, destinations: Object.fromEntries(inUse.map(({ id, setting }) => [id, setting])) };
    },
  };
}
