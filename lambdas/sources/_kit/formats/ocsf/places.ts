import type { DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';

/** Places where an event tells of its surroundings, the nearest first. */
const places = ['', 'evidences.0.', 'device.'];
const at = (...names: readonly string[]): string[] => places.flatMap((place) => names.map((name) => place + name));

/** Who did it. */
export const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take(...at('srcEndpoint.ip', 'actor.session.ip'), 'evidences.0.connectionInfo.srcIp'),
    country: said.take(...at('srcEndpoint.location.country')),
    user: said.take(...at('actor.user.name', 'actor.user.uid', 'user.name', 'actor.user.emailAddr')),
    process: said.take(
      ...at('process.file.path', 'process.cmdLine', 'process.name', 'actor.process.file.path', 'actor.process.name'),
    ),
  });

/** A field of the resource that the event is about. */
export const first = (name: string): string[] => [
  `resources.0.${name}`,
  `resource.${name}`,
  `affectedResources.0.${name}`,
];

/** The resource first; of a Kubernetes pod its name is the pod's. */
export function targetOf(said: Dig): DraftTarget {
  const type = said.take(...first('type'));
  const [name, uid] = [said.take(...first('name')), said.take(...first('uid'))];
  const isPod = /pod$/i.test(type ?? '');
  const host = said.take(...first('hostname'), 'device.hostname', 'device.name', ...at('dstEndpoint.hostname'));
  return defined({
    kind: type ?? (host === undefined ? 'resource' : 'host'),
    method: said.take(...at('httpRequest.httpMethod')),
    url: said.take(...at('httpRequest.url.urlString', 'url.urlString')),
    host:
      host ?? (uid === undefined && name === undefined ? said.take('device.ip', ...at('dstEndpoint.ip')) : undefined),
    cluster: said.take(...at('container.orchestrator'), ...first('data.clusterName')),
    namespace: said.take(...first('namespace'), ...at('container.namespace', 'namespace')),
    pod: isPod ? name : said.take(...at('container.podUuid')),
    container: said.take(...at('container.name')),
    image: said.take(...at('container.image.name', 'container.image.uid')),
    resource: uid ?? (isPod ? undefined : name),
  });
}
