import type { Alert, AlertClass } from './alert.ts';
import { imageName } from './image-name.ts';
import { truncate } from './values/text.ts';

type Place = (alert: Alert) => string | undefined;

const PLACE_MAX = 80;

const named = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);
const joined = (separator: string, ...texts: readonly (string | undefined)[]): string | undefined =>
  named(texts.filter((text) => named(text) !== undefined).join(separator));

const within = (thing: string | undefined, around: string | undefined): string | undefined =>
  thing === undefined || around === undefined ? (thing ?? around) : `${thing} (${around})`;

/** The last part of `Deployment/checkout`, of an ARN, or of a path. */
export const lastPart = (text: string | undefined): string | undefined => named(text?.split(/[/:]/).at(-1)) ?? text;

/** The pods of a deployment differ in an ending that is made anew with each of them. */
const ownerOf = (pod: string | undefined): string | undefined => pod?.replace(/-[0-9a-f]{7,10}-[0-9a-z]{5}$/, '');

const kubernetes: Place = ({ kubernetes: { cluster, namespace, workload, pod, node } = {} }) =>
  within(
    joined('/', namespace, lastPart(workload) ?? ownerOf(pod) ?? (namespace === undefined ? node : undefined)),
    cluster,
  );

const cloud: Place = ({ cloud: { account, region, resource } = {} }) =>
  within(
    named(resource?.name) ?? lastPart(resource?.uid),
    joined(', ', account === undefined ? undefined : `account ${account}`, region),
  );

/** An account alone says little of an attack. */
const cloudThing: Place = (alert) => (alert.cloud?.resource === undefined ? undefined : cloud(alert));

const code: Place = ({ code: { repository, path } = {} }) => within(named(path), named(repository));
const host: Place = ({ target }) => named(target.host) ?? named(target.domain) ?? named(target.ip);
const site: Place = ({ target: { url } }) => named(URL.parse(url ?? '')?.hostname);
const image: Place = ({ container }) =>
  named(container?.image === undefined ? undefined : imageName(container.image)) ??
  named(container?.name) ??
  named(container?.id);
const sensor: Place = ({ sensor: { host: name } = {} }) => named(name);
const account: Place = ({ target }) => named(target.user);

const runtime: readonly Place[] = [kubernetes, host, site, cloudThing, image, code, account, sensor];

/** What says best where it is, by what it is about. */
const orders: Readonly<Record<AlertClass, readonly Place[]>> = {
  threat: runtime,
  operational: [kubernetes, host, site, cloud, image, code, account, sensor],
  vulnerability: [kubernetes, image, code, host, cloud, site, sensor],
  compliance: [cloud, kubernetes, code, host, image, site, account, sensor],
  exposure: [code, cloud, kubernetes, host, site, image, account, sensor],
};

/**
 * Where it happened, as one short text for a headline: `payments/checkout (prod-eu-1)`, `web-3`,
 * `logs (123456789012, eu-central-1)`. Empty when the sender does not say.
 */
export function placeOf(alert: Alert): string {
  for (const place of orders[alert.class]) {
    const found = place(alert);
    if (found !== undefined) return truncate(found, PLACE_MAX);
  }
  return '';
}
