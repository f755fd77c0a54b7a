import { isIP } from 'node:net';
import type { Alert } from '../../domain/alert.ts';
import type { Detection, DraftActor, DraftTarget } from '../../domain/detection.ts';
import type { Actor, Cloud, Code, File } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { processOf } from './typed-values.ts';

/** The typed places of an alert. */
export type Places = Pick<
  Alert,
  | 'actor'
  | 'target'
  | 'connection'
  | 'file'
  | 'container'
  | 'kubernetes'
  | 'cloud'
  | 'code'
  | 'vulnerabilities'
  | 'sensor'
>;

/** Where a resource belongs, by what it looks like. */
function placeOfResource(resource: string, kind: string): { file?: File; cloud?: Cloud; code?: Code } {
  if (/^(?:\/|[A-Za-z]:\\)/.test(resource)) return { file: { path: resource } };
  if (kind === 'repository') return { code: { repository: resource } };
  return { cloud: { resource: resource.startsWith('arn:') ? { uid: resource } : { name: resource } } };
}

const actorOf = ({ process, ...rest }: DraftActor | Actor): Actor =>
  defined({ ...rest, process: typeof process === 'string' ? processOf(process) : process });

const some = <T extends object>(value: T): T | undefined => (Object.keys(value).length === 0 ? undefined : value);

/** The places of a detection, with those of version 1 where version 2 has them. */
export function placesOf(detection: Detection): Places {
  const { connection, file, container, kubernetes, cloud, code, vulnerabilities, sensor } = detection;
  const {
    cluster,
    namespace,
    workload,
    pod,
    container: name,
    image,
    resource,
    ...target
  } = detection.target as DraftTarget;
  const placed = resource === undefined ? {} : placeOfResource(resource, target.kind);
  const isAddress = target.ip === undefined && isIP(target.host ?? '') !== 0;
  return defined({
    actor: actorOf(detection.actor ?? {}),
    target: isAddress ? { ...target, ip: target.host } : target,
    connection,
    file: file ?? placed.file,
    container: some(defined({ name, image, ...container })),
    kubernetes: some(defined({ cluster, namespace, workload, pod, ...kubernetes })),
    cloud: cloud ?? placed.cloud,
    code: code ?? placed.code,
    vulnerabilities,
    sensor,
  });
}
