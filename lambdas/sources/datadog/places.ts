import type { Detection } from '../../domain/detection.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { type PlacedFacts, placeFacts } from '../_kit/place-facts.ts';
import { placed, programOf } from '../_kit/typed-places.ts';
import { pidIn, portIn } from '../_kit/typed-values.ts';
import { under, type Variable } from './variables.ts';

export const texts = (said: Dig, variable: Variable): string | undefined => said.text(...under(variable));

/** `$TAGS` is `monitor, name:myService`; the names that stand alone say nothing to a route. */
export const tagsIn = (text: string | undefined): Map<string, string> =>
  new Map(
    (text ?? '').split(',').flatMap((tag) => {
      const [, name, value] = /^([^:]+):(.+)$/s.exec(tag.trim()) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );

const inAttributes = (...paths: readonly string[]): string[] =>
  under('attributes').flatMap((place) => paths.map((path) => `${place}.${path}`));

// Attributes of https://docs.datadoghq.com/standard-attributes/
const actorOf = (said: Dig): Actor =>
  defined({
    ip: said.take(...inAttributes('network.client.ip', 'network.client.ips.0', 'client.ip')),
    port: portIn(said, ...inAttributes('network.client.port')),
    country: said.take(...inAttributes('network.client.geoip.country.iso_code', 'network.client.geoip.country.name')),
    user:
      said.text(...inAttributes('usr.email')) ?? said.take(...inAttributes('usr.name', 'usr.id', 'userIdentity.arn')),
    email: said.take(...inAttributes('usr.email')),
    userAgent: said.take(...inAttributes('http.useragent')),
    process: programOf({
      path: said.take(...inAttributes('process.executable.path')),
      name: said.take(...inAttributes('process.name')),
      pid: pidIn(said, ...inAttributes('process.pid')),
      commandLine: said.take(...inAttributes('process.cmdline', 'process.args')),
    }),
  });

const kindOf = (said: Dig, tags: ReadonlyMap<string, string>): string => {
  if (['pod_name', 'container_name'].some((name) => tags.has(name))) return 'container';
  if (tags.has('host') || texts(said, 'hostname') !== undefined) return 'host';
  if (tags.has('service')) return 'service';
  return texts(said, 'signalId') === undefined && texts(said, 'ruleName') === undefined ? 'monitor' : 'signal';
};

const targetOf = (said: Dig, tags: ReadonlyMap<string, string>): Target =>
  defined({
    kind: kindOf(said, tags),
    url: said.take(...inAttributes('http.url')),
    method: said.take(...inAttributes('http.method')),
    host: said.take(...under('hostname')) ?? tags.get('host') ?? said.take(...inAttributes('host')),
    domain: said.take(...inAttributes('http.url_details.host')),
    ip: said.take(...inAttributes('network.destination.ip')),
    port: portIn(said, ...inAttributes('network.destination.port')),
  });

/** The typed places of attributes and tags; tags stay labels. */
export function placesOf(
  said: Dig,
  tags: ReadonlyMap<string, string>,
): PlacedFacts & { readonly actor: Actor; readonly target: Detection['target'] } {
  const before = {
    actor: actorOf(said),
    target: targetOf(said, tags),
    ...defined({
      kubernetes: placed({
        cluster: tags.get('kube_cluster_name') ?? tags.get('cluster_name'),
        namespace: tags.get('kube_namespace'),
        workload: tags.get('kube_deployment') ?? tags.get('service'),
        pod: tags.get('pod_name'),
        node: tags.get('kube_node'),
      }),
      container: placed({
        id: tags.get('container_id'),
        name: tags.get('container_name'),
        image: tags.get('image_name'),
      }),
    }),
  };
  const { places } = placeFacts(Object.fromEntries(tags), before);
  return { ...places, actor: places.actor ?? before.actor, target: { ...before.target, ...places.target } };
}
