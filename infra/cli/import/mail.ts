import { defined, type Fields } from '../../../lambdas/domain/values/json-fields.ts';

/** A mail server as programs write it, and who gets mail. */
export interface Mail {
  readonly hostport: string;
  readonly from: string;
  /** With commas. */
  readonly to: string;
  readonly user?: string | undefined;
  /** The placeholder of the password. */
  readonly password?: string | undefined;
}

/** `Tocsin <tocsin@example.com>` without its name. */
const addressIn = (from: string): string => /<([^<>]+)>/.exec(from)?.[1] ?? from;

/** The settings of a destination of type email. */
export function mailSettings({ hostport, from, to, user, password }: Mail): Fields {
  const [host = '', port] = hostport.split(':');
  const login = user === undefined || password === undefined ? {} : { user, password };
  return defined({
    type: 'email',
    host,
    port: port === undefined ? undefined : Number(port),
    secure: port === '465' ? (true as const) : undefined,
    from: addressIn(from),
    to: to.split(',').map((each) => each.trim()),
    ...login,
  });
}
