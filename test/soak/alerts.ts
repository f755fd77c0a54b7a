import { generator } from '../../infra/sandbox/_kit/random.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { sources } from '../../lambdas/sources/index.ts';

/** One request that a sender makes, and the alerts that it has to become. */
export interface Posted {
  readonly source: string;
  readonly body: string;
  readonly alertIds: readonly string[];
}

/** Problems that come again and again. */
const STORMS = 5;

const FIRST_MS = Date.UTC(2026, 10, 21, 8);

const akto = (problem: string, n: number, severity: string) => ({
  actor: `203.0.113.${n % 250}`,
  filterId: problem,
  method: 'POST',
  timestamp: Math.floor(FIRST_MS / 1000) + n,
  url: `v1/api/orders/${problem}`,
  severity,
});

const kubearmor = (problem: string, n: number, severity: string) => ({
  PolicyName: problem,
  Action: 'Audit',
  Severity: severity === 'CRITICAL' ? '10' : severity === 'HIGH' ? '8' : severity === 'MEDIUM' ? '5' : '2',
  HashID: String(n),
  UpdatedTime: new Date(FIRST_MS + n * 1000).toISOString(),
});

type Drawn = readonly [problem: string, n: number, severity: string];

interface Sender {
  readonly source: string;
  bodyOf(problems: readonly Drawn[]): unknown;
}

const first: Sender = {
  source: 'akto',
  bodyOf: (drawn) => ({ maliciousEvents: drawn.map((each) => akto(...each)) }),
};

const senders: readonly Sender[] = [
  first,
  { source: 'accuknox', bodyOf: (drawn) => drawn.map((each) => kubearmor(...each)) },
  { source: 'kubearmor', bodyOf: (drawn) => drawn.map((each) => kubearmor(...each)) },
];

function idsIn(type: keyof typeof sources, sourceId: string, body: string): string[] {
  const inbound = {
    bytes: Buffer.from(body),
    headers: { 'content-type': 'application/json' },
    sourceId,
    receivedAt: new Date(FIRST_MS).toISOString(),
  };
  const found = read(sources[type], inbound);
  return found.kind === 'alerts' ? found.alerts.map(({ alert }) => alert.id) : [];
}

export interface Mix {
  readonly alerts: number;
  /** How many problems there are beside the storms. */
  readonly problems: number;
  readonly seed: number;
  /** As often as they are named; one in a hundred is critical besides. */
  readonly severities: readonly ('LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL')[];
}

/** Draws detections: of a storm's few problems, or of the many others. */
function drawing({ problems, severities }: Mix, random: () => number) {
  const below = (limit: number): number => Math.floor(random() * limit);
  return (n: number, isStorm: boolean): Drawn => {
    const number = below(isStorm ? STORMS : problems);
    const isCritical = !isStorm && random() < 0.01;
    const usual = severities[number % severities.length] ?? 'LOW';
    return [`${isStorm ? 'storm' : 'problem'}-${number}`, n, isCritical ? 'CRITICAL' : usual];
  };
}

function postOf({ source, bodyOf }: Sender, detections: readonly Drawn[]): Posted {
  const body = JSON.stringify(bodyOf(detections));
  return { source, body, alertIds: idsIn(source === 'akto' ? 'akto' : 'kubearmor', source, body) };
}

/**
 * Requests of several senders: mostly single alerts, some in lists, of many problems in all severities, a few storms of
 * one problem, and now and then the same request once more.
 */
export function* posts(mix: Mix): Generator<Posted> {
  const random = generator(mix.seed);
  const draw = drawing(mix, random);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let n = 0; n < mix.alerts; ) {
    const sender = senders[below(senders.length)] ?? first;
    const isStorm = random() < 0.3;
    const size = Math.min(mix.alerts - n, random() < 0.2 ? 2 + below(18) : 1);
    const from = n;
    const detections = Array.from({ length: size }, (_, i) => draw(from + i + 1, isStorm));
    n += size;
    const post = postOf(sender, detections);
    yield post;
    if (random() < 0.02) yield post;
  }
}
