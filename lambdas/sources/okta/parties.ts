import type { Actor, Cloud, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { isEmail, placed } from '../_kit/typed-places.ts';

/** The user, app or group that something was done to, beside who did it. */
export interface Party {
  readonly name: string;
  readonly id: string;
  readonly type: string | undefined;
  /** Where it stands in the event. */
  readonly path: string;
}

const names = ['alternateId', 'displayName', 'id'] as const;

function partyAt(said: Dig, path: string): Party | undefined {
  const party = dig(said.value(path));
  const name = party.text(...names);
  const isNamed = name !== undefined && !/^unknown$/i.test(name);
  return isNamed ? { name, id: party.text('id') ?? name, type: party.text('type'), path } : undefined;
}

/** The name of a party, which leaves the facts. */
function nameTaken(said: Dig, { name, path }: Party): string {
  const at = names.map((each) => `${path}.${each}`).find((each) => said.text(each) === name);
  return (at === undefined ? undefined : said.take(at)) ?? name;
}

export const partiesOf = (said: Dig): Party[] =>
  said.list('target').flatMap((_, i) => partyAt(said, `target.${i}`) ?? []);

const mailIn = (name: string | undefined): string | undefined => (isEmail(name ?? '') ? name : undefined);

export function actorOf(said: Dig): Actor {
  const party = partyAt(said, 'actor');
  const user = party === undefined ? undefined : nameTaken(said, party);
  return defined({
    ip: said.take('client.ipAddress'),
    country: said.take('client.geographicalContext.country'),
    user,
    email: mailIn(user),
    userAgent: said.take('client.userAgent.rawUserAgent'),
  });
}

const isUser = ({ type }: Party): boolean => /^user$/i.test(type ?? '');

/** The user that something was done to; an app or a policy is a resource of the organization. */
export function targetOf(said: Dig, parties: readonly Party[]): Target {
  const user = parties.find(isUser);
  return defined({
    kind: parties[0]?.type ?? 'organization',
    url: said.take('debugContext.debugData.requestUri'),
    user: user === undefined ? undefined : nameTaken(said, user),
  });
}

/** The organization, and the app, group or policy in it. */
export function cloudOf(parties: readonly Party[], organization: string | undefined): Cloud | undefined {
  const party = parties.find((each) => !isUser(each));
  const { id: uid, type, name } = party ?? {};
  return placed({ account: organization, resource: placed({ uid, type, name }) });
}
