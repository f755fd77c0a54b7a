import type { Actor, Cloud, Target } from '../../domain/places.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { type Dig, dig, pairsOf, textsOf } from '../_kit/field-reader.ts';
import { fileOf, isEmail, type Placed, placed } from '../_kit/typed-places.ts';
import { addressOf, fileName, takeRepeats } from '../_kit/typed-values.ts';

const context = 'data.alertContext';

/** Name and value of everything that a rule splits its alerts by, in a stable order. */
export function dimensionsOf(said: Dig): [name: string, value: string][] {
  const conditions = said.list(`${context}.condition.allOf`).map((each) => dig(each).value('dimensions'));
  const found = [...conditions, said.value(`${context}.Dimensions`), said.value(`${context}.labels`)].flatMap(pairsOf);
  return found.sort(([a, x], [b, y]) => (a === b ? Number(x > y) - Number(x < y) : a < b ? -1 : 1));
}

/** The ids of the resources that an alert is about. */
export const targetsOf = (said: Dig): string[] =>
  textsOf(said.value('data.essentials.alertTargetIDs')).map((id) => id.toLowerCase());

/** The only item that an alert names: of a rule over a workspace the machine. A list of several is another each time. */
export function itemOf(said: Dig): string {
  const list = said.list('data.essentials.configurationItems');
  const [only = ''] = textsOf(list);
  return list.length === 1 ? only.toLowerCase() : '';
}

/** `microsoft.compute/virtualmachines` of `/subscriptions/…/providers/microsoft.compute/virtualmachines/web-1`. */
function typeOf(id: string): string | undefined {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  const [provider, kind] = at < 0 ? [] : id.slice(at + '/providers/'.length).split('/');
  return kind === undefined || kind === '' ? undefined : `${provider}/${kind}`;
}

const partAfter = (id: string, name: string): string | undefined => {
  const parts = id.split('/');
  const at = parts.findIndex((part) => part.toLowerCase() === name);
  return at < 0 ? undefined : parts[at + 1] || undefined;
};

/** Where a resource lies, by its id. */
export const subscriptionOf = (id: string | undefined): string | undefined => partAfter(id ?? '', 'subscriptions');
export const groupOf = (id: string | undefined): string | undefined => partAfter(id ?? '', 'resourcegroups');

const firstOf = (said: Dig, path: string): string | undefined => {
  const [first, ...others] = said.list(path);
  if (others.length === 0) return said.take(path, `${path}.0`);
  return typeof first === 'string' ? first : undefined;
};

const machineName = /^(?:computer|host|hostname|node|vmname)$/i;
const machineType =
  /^microsoft\.(?:compute\/virtualmachines|hybridcompute\/machines|classiccompute\/virtualmachines)$/i;

const items = 'data.essentials.configurationItems';

/** The resource by its name; a subscription has none. */
function resourceName(said: Dig): string | undefined {
  const [id] = targetsOf(said);
  const name = said.text(`${items}.0`, items) ?? id;
  return name === undefined || id?.endsWith(`/subscriptions/${name.toLowerCase()}`) ? undefined : fileName(name);
}

function targetOf(said: Dig): Target {
  const [id = ''] = targetsOf(said);
  const isMachine = machineType.test(typeOf(id) ?? '');
  const named = dimensionsOf(said).find(([name]) => machineName.test(name))?.[1];
  const host =
    said.text(`${context}.properties.compromisedEntity`) ?? named ?? (isMachine ? resourceName(said) : undefined);
  return defined({ kind: host === undefined ? 'cloud-resource' : 'host', host });
}

function cloudOf(said: Dig): Cloud {
  const name = resourceName(said);
  const uid = firstOf(said, 'data.essentials.alertTargetIDs');
  takeRepeats(said, name, items, `${items}.0`);
  const alertId = said.text('data.essentials.alertId');
  return defined({
    provider: 'azure',
    account: subscriptionOf(uid) ?? subscriptionOf(alertId),
    region: said.take(`${context}.properties.region`, `${context}.properties.resourceLocation`),
    resource: placed({ uid, type: typeOf(uid ?? ''), name }),
  });
}

/** The request of an activity log stands as JSON text. */
const requestOf = (said: Dig): unknown => {
  const value = said.value(`${context}.httpRequest`);
  return isFields(value) ? value : jsonIn(value);
};

function actorOf(said: Dig): Actor {
  const caller = said.take(`${context}.caller`);
  const isMail = isEmail(caller ?? '');
  return defined({
    ip: addressOf(dig(requestOf(said)).text('clientIpAddress')),
    user: isMail ? undefined : caller,
    email: isMail ? caller : undefined,
  });
}

/** What a title names: of a rule over a workspace the machine, which is a dimension. */
export const aboutOf = ({ target, cloud }: Placed): string | undefined => target.host ?? cloud?.resource?.name;

/** The resource, who changed it (activity log), and the file of a security event. */
export const placesOf = (said: Dig): Placed =>
  defined({
    actor: actorOf(said),
    target: targetOf(said),
    file: fileOf(said.take(`${context}.properties.filePath`)),
    cloud: cloudOf(said),
  });
