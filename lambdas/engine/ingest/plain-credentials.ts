import type { Auth } from '../../config/auth-schema.ts';
import { bearerToken, isOneOf } from '../constant-time.ts';

/** Where a request can carry a credential; header names are lower-case. */
export interface PresentedCredentials {
  readonly headers: Readonly<Record<string, string>>;
  /** The last part of the hook's path, when there is one. */
  readonly pathToken: string | undefined;
}

/** Schemes that send the credential itself. */
export type PlainAuth = Extract<Auth, { scheme: 'none' | 'bearer' | 'header' | 'token' | 'basic' }>;

function basicCredentials(header: string): readonly [user: string, password: string] {
  const decoded = Buffer.from(/^basic\s+(\S+)$/i.exec(header)?.[1] ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? ['', ''] : [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

/** Whether the request has the credential of the source. The time does not depend on the content of the secrets. */
export function isAuthentic(auth: PlainAuth, { headers, pathToken }: PresentedCredentials): boolean {
  const authorization = headers['authorization'] ?? '';
  switch (auth.scheme) {
    case 'none':
      return true;
    case 'bearer':
      return isOneOf(bearerToken(authorization), auth.secrets);
    case 'header':
      return isOneOf(Object.hasOwn(headers, auth.name) ? (headers[auth.name] ?? '') : '', auth.secrets);
    case 'token':
      return isOneOf(pathToken ?? '', auth.secrets);
    case 'basic': {
      const [user, password] = basicCredentials(authorization);
      // Both are compared, so that the time does not show which one is wrong.
      const isUser = isOneOf(user, [auth.username]);
      return isOneOf(password, auth.secrets) && isUser;
    }
  }
}
