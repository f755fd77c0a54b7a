import type { Alert } from '../../../../domain/alert.ts';
import { isAddress, portIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { findingClasses } from './classes.ts';

// https://schema.ocsf.io/1.8.0/objects/resource_details: each must have a name or a uid.

type Resource = Record<string, unknown> | undefined;

/** Of the profile `cloud`, which goes with a provider, an account or a region. */
function partitionOf({ cloud }: Alert): string | undefined {
  const uid = cloud?.resource?.uid;
  const isOfCloud = Boolean(cloud?.provider || cloud?.account || cloud?.region);
  return isOfCloud && uid?.startsWith('arn:') ? uid.split(':', 2)[1] : undefined;
}

function cloudResource(alert: Alert): Resource {
  const { cloud } = alert;
  const { uid, type, name } = cloud?.resource ?? {};
  if (!uid && !name) return undefined;
  return present({
    uid,
    name,
    type: type || alert.target.kind,
    provider: cloud?.provider,
    region: cloud?.region,
    cloud_partition: partitionOf(alert),
    owner: cloud?.account ? { account: { uid: cloud.account } } : undefined,
  });
}

/** A vulnerability finding has no endpoint that could have the port, and no finding without evidences has the URL. */
function dataOf({ target: { port, url }, class: about }: Alert) {
  return present({
    port: about === 'vulnerability' ? portIn(port) : undefined,
    url: findingClasses[about].hasEvidences || !url ? undefined : url,
  });
}

function hostResource(alert: Alert): Resource {
  const { host, ip } = alert.target;
  const name = host || ip;
  if (!name) return undefined;
  const data = dataOf(alert);
  return present({ name, type: 'Host', hostname: host, ip: isAddress(ip) ? ip : undefined, data });
}

/** Names of Kubernetes are unique below those of what they are in. */
function kubernetesResources({ kubernetes }: Alert): Resource[] {
  if (kubernetes === undefined) return [];
  const { cluster, namespace, workload, pod, node } = kubernetes;
  const below = (...names: readonly (string | undefined)[]) => [cluster, ...names].filter(Boolean).join('/');
  const rows = [
    ['Pod', pod, below(namespace, pod), namespace],
    ['Workload', workload, below(namespace, workload), namespace],
    ['Node', node, below(node), undefined],
    ['Namespace', pod || workload ? undefined : namespace, below(namespace), undefined],
    ['Kubernetes cluster', cluster, cluster, undefined],
  ] as const;
  return rows.map(([type, name, uid, inside]) => (name ? present({ uid, name, type, namespace: inside }) : undefined));
}

function containerResources({ container, kubernetes }: Alert): Resource[] {
  const { id, name, image } = container ?? {};
  return [
    id || name ? present({ uid: id, name, type: 'Container', namespace: kubernetes?.namespace }) : undefined,
    image ? { uid: image, name: image, type: 'Container image' } : undefined,
  ];
}

function codeResource({ code }: Alert): Resource {
  const { repository, branch, path, line, url } = code ?? {};
  const name = repository || path || url;
  const data = present({ path, line, url });
  return name ? present({ uid: repository, name, type: 'Repository', version: branch, data }) : undefined;
}

/** A service by its domain or URL, where no machine of it is known. */
function serviceResource(alert: Alert): Resource {
  const { kind, host, ip, domain, url } = alert.target;
  const name = domain || url;
  if (!name || host || ip) return undefined;
  return present({ name, type: kind, data: domain ? dataOf(alert) : undefined });
}

/** What the finding is about, the most exact first. */
export const resourcesOf = (alert: Alert): Resource[] =>
  [
    cloudResource(alert),
    ...containerResources(alert),
    ...kubernetesResources(alert),
    hostResource(alert),
    serviceResource(alert),
    codeResource(alert),
  ].filter((one) => one !== undefined);
