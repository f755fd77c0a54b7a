import type { Actor, File, Process, Target } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Lookup } from '../../../../domain/values/lookup.ts';
import { fileOf, isPath, type Placed, placed } from '../../typed-places.ts';
import { hashesIn, pidIn, portIn, processOf } from '../../typed-values.ts';
import { type Network, networkOf } from './network.ts';

/** Who did what to what, and where. */
export interface Scene {
  readonly places: Placed;
  /** The program as KubeArmor names it. */
  readonly process?: string;
  /** The source of a connection. */
  readonly from?: string;
  /** What it was about, as KubeArmor names it: a path, capability, device or the ends of a connection. */
  readonly resource?: string;
}

const isExecution = (said: Lookup): boolean => said.text('operation')?.toLowerCase() === 'process';

/** A program that is named with its arguments says its command itself. */
const beginsWith = (text: string | undefined, program: string | undefined): boolean =>
  program !== undefined && !/\s/.test(program) && text?.startsWith(program) === true;

/**
 * `Source` is what the acting program was called with; of an execution, and where another program stands in it, that is the
 * parent. `Resource` of an execution is what the child was called with.
 */
function commandsOf(said: Lookup): { readonly own: string | undefined; readonly parent: string | undefined } {
  // `Source` of an object that is none of KubeArmor's may be anything.
  if (said.text('operation', 'processName', 'parentProcessName') === undefined)
    return { own: undefined, parent: undefined };
  const [process, source] = [said.text('processName'), said.take('source')];
  const isOwn = process === undefined || beginsWith(source, process);
  if (!isExecution(said)) return isOwn ? { own: source, parent: undefined } : { own: undefined, parent: source };
  return { own: beginsWith(said.text('resource'), process) ? said.take('resource') : undefined, parent: source };
}

/** A program with what it was called with, unless its name says that. */
function programOf(text: string | undefined, commandLine: string | undefined): Process {
  const program = text === undefined ? {} : processOf(text);
  return commandLine === undefined || program.commandLine !== undefined ? program : { ...program, commandLine };
}

/** Pids as the machine counts them, else as the container does. */
function actingOf(said: Lookup): Process | undefined {
  const [name, parentName] = [said.take('processName'), said.take('parentProcessName')];
  const commands = commandsOf(said);
  const parent = placed({
    ...programOf(parentName, commands.parent),
    pid: parentName === undefined ? undefined : pidIn(said, 'hostPPID', 'PPID'),
    hashes: hashesIn(said, 'parentHash'),
  });
  return placed({
    ...programOf(name, commands.own),
    pid: pidIn(said, 'hostPID', 'PID'),
    hashes: hashesIn(said, 'processHash'),
    parent,
  });
}

function actorOf(said: Lookup, { source, connection }: Network): Actor {
  const isFar = connection?.direction !== 'outbound';
  return defined({ ...(isFar ? source : {}), user: said.take('userName'), process: actingOf(said) });
}

function targetOf(said: Lookup, isContainer: boolean, { source, destination, connection }: Network): Target {
  const host = said.take('hostName');
  const near = connection?.direction === 'outbound' ? source : destination;
  // A flow among the alert types of the SaaS has no operation.
  const port = said.text('operation') === undefined ? portIn(said, 'destinationPort', 'dport') : undefined;
  return defined({
    kind: isContainer ? 'container' : host === undefined ? 'workload' : 'host',
    host,
    ...placed({ port }),
    ...near,
  });
}

/** A path that was opened; the program of an execution is the actor's process. */
function touchedFile(said: Lookup): File | undefined {
  const path = said.text('resource');
  if (isExecution(said) || !isPath(path)) return undefined;
  said.take('resource');
  return { ...fileOf(path), ...placed({ hashes: hashesIn(said, 'resourceHash') }) };
}

/** `owner` is the workload that the pod belongs to, `event` what `EventData` holds. */
export function sceneOf(said: Lookup, owner: Lookup, event: Lookup): Scene {
  const resource = said.text('resource');
  const network = networkOf(said, event);
  const [pod, name] = [said.take('podName'), said.take('containerName')];
  const isContainer = (name ?? pod) !== undefined;
  const kubernetes = placed({
    cluster: said.take('clusterName'),
    namespace: said.take('namespaceName') ?? owner.take('namespace', 'ownerNamespace'),
    workload: owner.take('name', 'ownerName'),
    pod,
    node: isContainer ? said.text('hostName') : undefined,
  });
  if (kubernetes?.namespace === owner.text('namespace', 'ownerNamespace')) owner.take('namespace', 'ownerNamespace');
  const process = said.text('processName');
  const places = {
    actor: actorOf(said, network),
    target: targetOf(said, isContainer, network),
    connection: network.connection,
    file: touchedFile(said),
    container: placed({ id: said.take('containerID'), name, image: said.take('containerImage') }),
    kubernetes,
    sensor: placed({ version: said.take('kubeArmorVersion') }),
  };
  return defined({ places: defined(places), process, from: network.source.ip, resource });
}
