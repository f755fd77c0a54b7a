import { isOneOf } from '../../constant-time.ts';

/** `read`: nothing but GET. */
export type Access = 'read' | 'operate';

/** Who sent a request, as far as the API knows. */
export interface Caller {
  /** The name of the token: `admin`, or its name in tocsin.yaml. */
  readonly name: string;
  readonly access: Access;
}

/** A token that tocsin.yaml names, its secret resolved. */
export interface NamedToken extends Caller {
  readonly token: string;
  readonly endsMs?: number;
}

/** The name of the admin token. */
const ADMIN = 'admin';

/** All tokens that are accepted now. Without an admin token there are none. */
export interface Tokens {
  find(presented: string): NamedToken | undefined;
  byName(name: string): NamedToken | undefined;
  /** What signs the sessions of a token: another admin token ends all sessions, another token its own. */
  secretOf(name: string): string | undefined;
}

/** The admin token and the named ones that have not expired. */
export function tokensOf(adminToken: string | undefined, named: readonly NamedToken[], nowMs: number): Tokens {
  const admin: NamedToken[] =
    adminToken === undefined || adminToken === '' ? [] : [{ name: ADMIN, access: 'operate', token: adminToken }];
  const valid = named.filter(({ token, endsMs }) => token !== '' && (endsMs === undefined || endsMs > nowMs));
  const all = admin.length === 0 ? [] : [...admin, ...valid];
  const byName = (name: string) => all.find((each) => each.name === name);
  return {
    // All are compared, so that the time taken does not tell which one fits.
    find: (presented) => all.filter(({ token }) => isOneOf(presented, [token]))[0],
    byName,
    secretOf(name) {
      const token = byName(name)?.token;
      return token === undefined ? undefined : JSON.stringify([name, token, adminToken]);
    },
  };
}
