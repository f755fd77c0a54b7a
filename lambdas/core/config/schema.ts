import * as z from 'zod/mini';
import { durationSeconds } from '../duration.ts';

const secretText = z.string().check(z.minLength(1));
const secretTexts = z.union([secretText, z.array(secretText).check(z.minLength(1))]);

const httpToken = /^[\w!#$%&'*+.^`|~-]+$/;
const headerName = z.string().check(z.regex(httpToken, { error: 'is not the name of an HTTP header' }));

const authForms = {
  bearer: z.optional(secretTexts),
  header: z.optional(z.strictObject({ name: headerName, value: secretTexts })),
  basic: z.optional(z.strictObject({ username: z.string(), password: secretTexts })),
  token: z.optional(secretTexts),
};

/** How a source proves itself, as it is written: `none`, or exactly one of the four forms. */
export const AuthSetting = z.union([z.literal('none'), z.strictObject(authForms)]);
export type AuthSetting = z.infer<typeof AuthSetting>;

const statusCode = z.int().check(z.minimum(200), z.maximum(299));

export const SourceSetting = z.strictObject({
  type: z.string(),
  auth: AuthSetting,
  successStatus: z.optional(statusCode),
});

const isDuration = (text: string): boolean => durationSeconds(text) !== undefined;
const duration = z
  .string()
  .check(z.refine(isDuration, { error: 'must be a time such as "30s", "10m", "2h", "7d", or "off"' }));

export const RouteSetting = z.strictObject({
  name: z.optional(z.string()),
  match: z.optional(z.record(z.string(), z.unknown())),
  where: z.optional(z.string().check(z.minLength(1))),
  to: z.array(z.string()).check(z.minLength(1)),
  /** Repeats of a problem within this time are told in sum; `off` tells every alert. */
  repeat: z.optional(duration),
  /** Who is told instead, when a destination has not taken the alert for the time of `after`. */
  fallback: z.optional(z.array(z.string()).check(z.minLength(1))),
  after: z.optional(duration),
});

/** `tocsin.yaml` as it is written, before its parts are held against each other. */
export const ConfigFile = z.strictObject({
  version: z.literal(1),
  sources: z.record(z.string(), SourceSetting),
  destinations: z.record(z.string(), z.looseObject({ type: z.string() })),
  routes: z.array(RouteSetting),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

const inAuth: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(authForms),
  header: ['name', 'value'],
  basic: ['username', 'password'],
};

const inSource = (name?: string | number, form: string | number = ''): readonly string[] =>
  name === undefined ? Object.keys(SourceSetting.shape) : name === 'auth' ? (inAuth[form] ?? []) : [];

/** The names that may stand in the map at a path of `tocsin.yaml`, save in a destination, whose type decides. */
export function namesAt([section, id, ...inner]: readonly (string | number)[]): readonly string[] {
  if (section === undefined) return Object.keys(ConfigFile.shape);
  if (id === undefined) return [];
  if (section === 'routes' && inner.length === 0) return Object.keys(RouteSetting.shape);
  return section === 'sources' ? inSource(...inner) : [];
}

/**
 * How a source proves itself, as ingest reads it. Several secrets are valid at the same time, for rotation.
 * `token` is the last part of the hook's path, for senders that cannot set a header.
 */
export type Auth =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'bearer'; readonly secrets: readonly string[] }
  | { readonly scheme: 'header'; readonly name: string; readonly secrets: readonly string[] }
  | { readonly scheme: 'basic'; readonly username: string; readonly secrets: readonly string[] }
  | { readonly scheme: 'token'; readonly secrets: readonly string[] };

/** A configured sender. `successStatus` answers an accepted webhook, for senders that insist on a code. */
export interface SourceConfig {
  readonly type: string;
  readonly auth: Auth;
  readonly successStatus: number;
}

/** Globs by field; a field matches when one of its globs does, and all fields have to. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

export interface Route {
  readonly name: string;
  readonly match: Conditions;
  readonly not: Conditions;
  readonly where?: string;
  readonly to: readonly string[];
  readonly repeatSeconds?: number;
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
}

/** `tocsin.yaml`, checked and normalised. Secrets still stand in it as `${NAME}`. */
export interface Config {
  readonly version: 1;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly destinations: Readonly<Record<string, { readonly type: string; readonly [setting: string]: unknown }>>;
  readonly routes: readonly Route[];
}
