import type { Cloud, Code, Container, Kubernetes, Target } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';
import { addressIn, placed } from '../../typed-places.ts';
import { countIn, portIn } from '../../typed-values.ts';

// https://schema.ocsf.io/1.8.0/objects/resource_details

/** What the resources of an event fill, each by its type. */
export interface Owned {
  target?: Partial<Target>;
  container?: Container;
  kubernetes?: Kubernetes;
  code?: Code;
  file?: { path: string };
  resource?: Cloud['resource'];
}

type Reader = (said: Dig, path: string) => Owned;

const nameAt = (said: Dig, path: string) => said.take(`${path}.name`, `${path}.uid`);

const inCluster =
  (place: keyof Kubernetes): Reader =>
  (said, path) => ({
    kubernetes: defined({ [place]: nameAt(said, path), namespace: said.take(`${path}.namespace`) }),
  });

const host: Reader = (said, path) => ({
  target: defined({
    host: said.take(`${path}.hostname`, `${path}.name`),
    ip: addressIn(said, `${path}.ip`),
    port: portIn(said, `${path}.data.port`),
  }),
});

const code: Reader = (said, path) => ({
  code: defined({
    repository: nameAt(said, path),
    branch: said.take(`${path}.version`),
    path: said.take(`${path}.data.path`),
    line: countIn(said, `${path}.data.line`),
    url: said.take(`${path}.data.url`),
  }),
});

const container: Reader = (said, path) => ({
  container: defined({ id: said.take(`${path}.uid`), name: said.take(`${path}.name`) }),
});

const file: Reader = (said, path) => {
  const name = nameAt(said, path);
  return name === undefined ? {} : { file: { path: name } };
};

const readers: readonly (readonly [type: RegExp, read: Reader])[] = [
  [/^(?:host|server|device|computer|endpoint|workstation|machine|virtual machine|vm)$/, host],
  [/pod$/, inCluster('pod')],
  [/^(?:workload|deployment|daemonset|statefulset|replicaset|job|cronjob)$/, inCluster('workload')],
  [/^(?:kubernetes )?node$/, inCluster('node')],
  [/^(?:kubernetes )?namespace$/, inCluster('namespace')],
  [/^(?:kubernetes|k8s) cluster$/, inCluster('cluster')],
  [/^container$/, container],
  [/^(?:container )?image$/, (said, path) => ({ container: defined({ image: nameAt(said, path) }) })],
  [/^(?:code )?repository$/, code],
  [/^file$/, file],
  [/^(?:user|identity|account)$/, (said, path) => ({ target: defined({ user: nameAt(said, path) }) })],
];

/** An instance in a cloud is a machine too. */
function endOf(said: Dig, path: string): Owned {
  const target = placed({ host: said.take(`${path}.hostname`), ip: addressIn(said, `${path}.ip`) });
  return target === undefined ? {} : { target };
}

/** Whatever is none of these is a resource of a cloud, or at least named like one. */
const cloudResource: Reader = (said, path) => ({
  resource: placed({ uid: said.take(`${path}.uid`), type: said.take(`${path}.type`), name: said.take(`${path}.name`) }),
  ...endOf(said, path),
});

const readerFor = (type: string): Reader =>
  readers.find(([pattern]) => pattern.test(type.trim().toLowerCase()))?.[1] ?? cloudResource;

const RESOURCES_MAX = 16;
const lists = ['resources', 'affectedResources'];

const pathsOf = (said: Dig): string[] => [
  ...lists.flatMap((list) =>
    said
      .list(list)
      .slice(0, RESOURCES_MAX)
      .map((_, i) => `${list}.${i}`),
  ),
  ...(said.value('resource') === undefined ? [] : ['resource']),
];

/** The first resource of a kind fills its place; of a second one the fields stay among the facts. */
export function ownedBy(said: Dig): Owned {
  const owned: Owned = {};
  for (const path of pathsOf(said)) {
    const read = readerFor(said.text(`${path}.type`) ?? '');
    if (read === cloudResource && owned.resource !== undefined) continue;
    merge(owned, read(said, path));
  }
  return owned;
}

function merge(owned: Owned, more: Owned): void {
  for (const [name, place] of Object.entries(more))
    if (place !== undefined) Object.assign(owned, { [name]: { ...place, ...Reflect.get(owned, name) } });
}
