import type { AlertAction } from '../../../../domain/alert.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { oneLine, truncate } from '../../../../domain/values/text.ts';
import type { Scene } from './places.ts';

const joined = (parts: readonly (string | undefined)[], by: string): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);

/** `KubeArmor says that it drops alerts`, in words for the person who has to know. */
interface Gap {
  readonly title: string;
  readonly description: string;
}

function isGap(said: Lookup): boolean {
  if (said.text('operation')?.toLowerCase() === 'alertthreshold') return true;
  return said.text('policyName') === undefined && Number(said.text('droppingAlertsInterval') ?? 0) > 0;
}

function placeOf(said: Lookup): string {
  const pod = joined([said.text('namespaceName'), said.text('podName') ?? said.text('hostName')], '/');
  const container = said.text('containerName');
  if (container === undefined) return pod || 'an unnamed container';
  return `container ${container}${pod === '' ? '' : ` (${pod})`}`;
}

/** Above a number of alerts a second from one container KubeArmor reports that once, and drops the container's alerts. */
export function gapOf(said: Lookup): Gap | undefined {
  if (!isGap(said)) return undefined;
  const [place, seconds, limit] = [placeOf(said), said.text('droppingAlertsInterval'), said.text('maxAlertsPerSec')];
  const duration = seconds === undefined ? 'a while' : `${seconds} s`;
  return {
    title: `KubeArmor drops alerts of ${place} for ${duration}`,
    description:
      `More than ${limit ?? 'the allowed number of'} alerts a second came from ${place}, so all of its alerts are dropped ` +
      `for ${duration}. What happens there meanwhile is not reported, and a flood may be meant to hide it.`,
  };
}

const verbs: Readonly<Record<AlertAction, string>> = {
  blocked: 'blocked',
  observed: 'observed',
  allowed: 'allowed',
  unknown: 'reported',
};

const operations = new Map([
  ['process', 'execution of'],
  ['file', 'access to'],
  ['network', 'network use'],
  ['capabilities', 'use of'],
  ['syscall', 'system call'],
  ['device', 'device'],
  ['networkfirewall', 'connection'],
]);

const claimsPrevention = /prevent|block|den(?:y|ied)|stopp|forbid/i;

/** `domain=AF_INET type=SOCK_STREAM protocol=TCP` is `TCP`, `syscall=SYS_SETUID userid=0` is `SYS_SETUID`. */
const named: readonly RegExp[] = [/\bprotocol=(\w+)/, /\bsyscall=(\w+)/, /\bdomain=(\w+)/];

const RESOURCE_MAX = 120;

/** A resource as people call it: the name in its `key=value` pairs, else on one line and not too long. */
function calledIn(resource: string | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const isPairs = /^\w+=\S/.test(resource);
  const [found] = isPairs ? named.flatMap((name) => name.exec(resource)?.[1] ?? []) : [];
  return found ?? truncate(oneLine(resource), RESOURCE_MAX);
}

/** What the operation was about. The resource of a firewall event is the name of its rule, so its data is asked. */
function objectOf(said: Lookup, resource: string | undefined, operation: string | undefined): string | undefined {
  if (operation === undefined) return calledIn(resource);
  if (operation.toLowerCase() !== 'networkfirewall') return calledIn(resource ?? said.text('data'));
  const data = said.text('data') ?? '';
  const [, ip] = /\bDestinationIP=(\S+)/.exec(data) ?? [];
  const [, port] = /\bDestinationPort=(\d+)/.exec(data) ?? [];
  return ip === undefined ? undefined : joined(['to', joined([ip, port], ':')], ' ');
}

/** What happened; the policy's own message is not asked, it claims prevention also where nothing was blocked. */
function happening(type: string, said: Lookup, { process, from, resource }: Scene): string {
  const operation = said.text('operation');
  const known = operations.get(operation?.toLowerCase() ?? '');
  const verb = known ?? (operation === type ? undefined : operation);
  const object = objectOf(said, resource, operation);
  const what = joined([verb, object], ' ');
  const isItself = process !== undefined && object?.startsWith(process) === true;
  const by = isItself ? said.text('parentProcessName') : (process ?? from);
  if (by === undefined) return what;
  return what === '' ? by : `${what} by ${by}`;
}

/** The policy; without one the type is the operation, which the rest of the title says. */
const headOf = (type: string | undefined, said: Lookup): string | undefined =>
  type === said.text('operation') && operations.has(type?.toLowerCase() ?? '') ? undefined : type;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The policy, what happened and where, on one line; the message only where nothing else is known and it claims nothing. */
export function titleOf(
  type: string | undefined,
  said: Lookup,
  seen: {
    readonly scene: Scene;
    readonly action: AlertAction;
    readonly message: string | undefined;
  },
): string {
  const { scene, action, message } = seen;
  const { target, container, kubernetes: { namespace, workload, pod } = {} } = scene.places;
  const what = happening(type ?? '', said, scene);
  const place = joined([namespace, workload ?? pod ?? container?.name ?? target.host], '/');
  const words = message === undefined || claimsPrevention.test(message) ? undefined : message;
  const told = what === '' ? words : `${what} ${verbs[action]}`;
  const [head, rest] = [headOf(type, said), joined([told, place === '' ? undefined : `in ${place}`], ' ')];
  return head === undefined ? capital(rest) || 'Alert without a policy' : joined([head, rest], ': ');
}

/** The policy's message, put right where it claims more than the tool did. */
export function descriptionOf(message: string | undefined, title: string, action: AlertAction): string {
  if (message === undefined) return title;
  const isOverclaim = (action === 'observed' || action === 'allowed') && claimsPrevention.test(message);
  return isOverclaim
    ? `${message}\n\nThis is the policy's text: by the action and result that came with it, nothing was blocked.`
    : message;
}
