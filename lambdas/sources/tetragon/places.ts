import type { Connection, File, Process, Target } from '../../domain/places.ts';
import { defined, isFields, listOf } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { fileOf, isPath, type Placed, placed } from '../_kit/typed-places.ts';
import { addressOf, hashesIn, pidIn, portIn, processOf } from '../_kit/typed-values.ts';

/** The body of an event, read by the paths that its fields have in the whole event. */
export function bodyOf(event: Dig, kind: string): Dig {
  const within = (paths: readonly string[]): string[] => paths.map((path) => `${kind}.${path}`);
  return {
    taken: event.taken,
    value: (...paths) => event.value(...within(paths)),
    list: (...paths) => event.list(...within(paths)),
    text: (...paths) => event.text(...within(paths)),
    take: (...paths) => event.take(...within(paths)),
  };
}

function programAt(body: Dig, at: string): Process | undefined {
  const [binary, args] = [body.take(`${at}.binary`), body.take(`${at}.arguments`)];
  const commandLine = args === undefined ? undefined : [binary, args].filter((part) => part !== undefined).join(' ');
  return placed({
    ...(binary === undefined ? {} : processOf(binary)),
    pid: pidIn(body, `${at}.pid`),
    ...placed({ commandLine }),
  });
}

interface End {
  readonly ip?: string;
  readonly port?: number;
}

/** A socket as the kernel has it: `s` is the machine's own side, `d` the far one, whoever began. */
interface Socket {
  readonly own: End;
  readonly far: End;
  readonly protocol: string | undefined;
}

const kinds = ['sock_arg', 'skb_arg', 'sockaddr_arg'] as const;

function endAt(body: Dig, at: string, names: readonly [address: string, port: string]): End {
  const [address, port] = names.map((name) => `${at}.${name}`);
  const ip = address === undefined ? undefined : addressOf(body.text(address));
  if (ip !== undefined && address !== undefined) body.take(address);
  return defined({ ip, port: port === undefined ? undefined : portIn(body, port) });
}

function socketOf(body: Dig): Socket | undefined {
  for (const [i, arg] of listOf(body.value('args')).entries()) {
    const kind = isFields(arg) ? kinds.find((name) => dig(arg).value(name) !== undefined) : undefined;
    if (kind === undefined) continue;
    const at = `args.${i}.${kind}`;
    const isAddress = kind === 'sockaddr_arg';
    return {
      own: isAddress ? {} : endAt(body, at, ['saddr', 'sport']),
      far: endAt(body, at, isAddress ? ['addr', 'port'] : ['daddr', 'dport']),
      protocol: body.text(`${at}.protocol`)?.replace(/^IPPROTO_/, ''),
    };
  }
  return undefined;
}

const directionOf = (hook: string | undefined): Connection['direction'] => {
  if (/accept/i.test(hook ?? '')) return 'inbound';
  return /connect|send/i.test(hook ?? '') ? 'outbound' : undefined;
};

function connectionOf(socket: Socket | undefined, direction: Connection['direction']): Connection | undefined {
  if (socket === undefined) return undefined;
  return placed({ direction, protocol: socket.protocol, remote: placed(socket.far) });
}

const paths = ['file_arg.path', 'path_arg.path', 'linux_binprm_arg.path', 'string_arg'];

/** The file that a hooked function was called on, or in which a symbol was. */
function touchedFile(body: Dig): File | undefined {
  const all = listOf(body.value('args')).flatMap((_, i) => paths.map((path) => `args.${i}.${path}`));
  const at = [...all, 'path'].find((path) => isPath(body.text(path)));
  const file = at === undefined ? undefined : fileOf(body.take(at));
  return file === undefined ? undefined : defined({ ...file, hashes: hashesIn(body, 'ima_hash') });
}

const pod = (name: string): string => `process.pod.${name}`;

function targetOf(host: string | undefined, isContainer: boolean, own: End): Target {
  const kind = isContainer ? 'container' : host === undefined ? 'unknown' : 'host';
  return defined({ kind, host, ...own });
}

/** `containerd://551e161c` names the runtime too: then the field stays among the facts. */
function containerIdOf(body: Dig): string | undefined {
  const text = body.text(pod('container.id'), 'process.docker');
  const id = text?.replace(/^\w+:\/\//, '');
  return id === text ? body.take(pod('container.id'), 'process.docker') : id;
}

/** Everything that an event says of who did what to what, and where. */
export function placesOf(event: Dig, body: Dig): Placed {
  const [host, socket] = [event.take('node_name'), socketOf(body)];
  const direction = directionOf(body.text('function_name'));
  const container = placed({
    id: containerIdOf(body),
    name: body.take(pod('container.name')),
    image: withDigest(body.take(pod('container.image.name')), body, pod('container.image.id')),
  });
  const name = body.take(pod('name'));
  const isContainer = (container?.name ?? name) !== undefined;
  const caller = direction === 'inbound' ? socket?.far : undefined;
  const process = programAt(body, 'process');
  const parent = programAt(body, 'parent');
  return defined({
    actor: defined({ ...caller, user: body.take('process.user.name'), process: placed({ ...process, parent }) }),
    target: targetOf(host, isContainer, socket?.own ?? {}),
    connection: connectionOf(socket, direction),
    file: touchedFile(body),
    container,
    kubernetes: placed({
      cluster: event.take('cluster_name'),
      namespace: body.take(pod('namespace')),
      workload: body.take(pod('workload')),
      pod: name,
      node: isContainer ? host : undefined,
    }),
  });
}
