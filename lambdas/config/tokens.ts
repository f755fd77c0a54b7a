import * as z from 'zod/mini';
import { isFields } from '../domain/values/json-fields.ts';
import type { Problem } from '../domain/values/problem.ts';
import { toTime } from '../domain/values/time.ts';
import { resolveSecrets } from './secrets.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MIN_LENGTH = 12;

/** When a token ends: the beginning of a day in UTC, or a time. */
const endOf = (text: string): string | undefined => toTime(DAY.test(text) ? `${text}T00:00:00Z` : text);

const expires = z.string().check(
  z.refine((text) => endOf(text) !== undefined, {
    error: ({ input }) =>
      `found ${JSON.stringify(input)}; expected a day such as "2027-01-01", or a time such as "2027-01-01T08:00:00Z"`,
  }),
);

/** A token of the API and the console beside the admin token, by name. */
export const TokenSetting = z.strictObject({
  token: z.string().check(z.describe(`The secret, at least ${MIN_LENGTH} characters.`)),
  access: z.enum(['read', 'operate']).check(z.describe('`read` allows GET and nothing else.')),
  expires: z.optional(expires),
});
export type TokenSetting = z.infer<typeof TokenSetting>;

export const tokenNames = Object.keys(TokenSetting.shape);

export type TokenSettings = Readonly<Record<string, TokenSetting>>;

/** Whether a text is a secret that is written elsewhere. */
const isPlaceholder = (text: string): boolean => /^\$\{[A-Za-z_]\w*\}$/.test(text);

/** What is wrong with a token besides its shape: `admin` is taken, and the secret itself does not belong into the file. */
export function checkTokens(section: unknown): Problem[] {
  if (!isFields(section)) return [];
  return Object.entries(section).flatMap(([name, setting]) => {
    const path = ['tokens', name];
    const taken =
      name === 'admin' ? [{ path, message: '"admin" is the name of TOCSIN_ADMIN_TOKEN: choose another name' }] : [];
    const token = isFields(setting) ? setting['token'] : undefined;
    const plain =
      typeof token !== 'string' || isPlaceholder(token)
        ? []
        : [
            {
              path: [...path, 'token'],
              message: `expected a placeholder such as "\${ONCALL_TOKEN}"; keep the value where secrets are kept`,
            },
          ];
    return [...taken, ...plain];
  });
}

/** A token with its secret. */
export interface ResolvedToken {
  readonly name: string;
  readonly token: string;
  readonly access: TokenSetting['access'];
  readonly endsMs?: number;
}

/** The tokens whose secrets are set and long enough not to be guessed; the others are accepted by nobody. */
export const tokensIn = (
  settings: TokenSettings | undefined,
  secrets: Readonly<Record<string, string | undefined>>,
): ResolvedToken[] =>
  Object.entries(settings ?? {}).flatMap(([name, setting]) => {
    const { value, missing } = resolveSecrets(setting.token, secrets);
    if (missing.length > 0 || value.length < MIN_LENGTH) return [];
    const end = setting.expires === undefined ? undefined : endOf(setting.expires);
    const ends = end === undefined ? {} : { endsMs: Date.parse(end) };
    return [{ name, token: value, access: setting.access, ...ends }];
  });
