import * as z from 'zod/mini';
import { type SignatureForm, schemeNames } from './signature-schemes.ts';

const secretText = z.string().check(z.minLength(1));
const secretTexts = z.union([secretText, z.array(secretText).check(z.minLength(1))]);

const httpToken = /^[\w!#$%&'*+.^`|~-]+$/;
const headerName = z.string().check(z.regex(httpToken, { error: 'is not the name of an HTTP header' }));

const toleranceSeconds = z.optional(z.int().check(z.minimum(1), z.maximum(86_400)));

/** A sender by its name, and what of it is different; or all of it, for a sender that has no name here. */
export const HmacSetting = z.strictObject({
  scheme: z.optional(z.enum(schemeNames)),
  secret: secretTexts,
  header: z.optional(headerName),
  hash: z.optional(z.enum(['sha1', 'sha256', 'sha512'])),
  encoding: z.optional(z.enum(['hex', 'base64'])),
  prefix: z.optional(z.string()),
  separator: z.optional(z.string().check(z.minLength(1))),
  content: z.optional(z.string()),
  timestampHeader: z.optional(headerName),
  toleranceSeconds,
});
export type HmacSetting = z.infer<typeof HmacSetting>;

// https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html
const topicArn = z
  .string()
  .check(
    z.regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+(?:\.fifo)?$/, { error: 'is not the ARN of an SNS topic' }),
  );

const SnsSetting = z.strictObject({ topicArns: z.array(topicArn).check(z.minLength(1)), toleranceSeconds });

const authForms = {
  bearer: z.optional(secretTexts),
  header: z.optional(z.strictObject({ name: headerName, value: secretTexts })),
  basic: z.optional(z.strictObject({ username: z.string(), password: secretTexts })),
  token: z.optional(secretTexts),
  hmac: z.optional(HmacSetting),
  standardWebhooks: z.optional(secretTexts),
  sns: z.optional(SnsSetting),
};

export const formNames = Object.keys(authForms) as readonly (keyof typeof authForms)[];

/**
 * How a source proves itself, as it is written: `none`, or exactly one of the forms. `eventbridge`: it has no hook, and
 * its events come by rules of the deployment's own.
 */
export const AuthSetting = z.union([z.literal('none'), z.literal('eventbridge'), z.strictObject(authForms)]);
export type AuthSetting = z.infer<typeof AuthSetting>;

const inForm: Readonly<Record<string, readonly string[]>> = {
  '': formNames,
  header: ['name', 'value'],
  basic: ['username', 'password'],
  hmac: Object.keys(HmacSetting.shape),
  sns: Object.keys(SnsSetting.shape),
};

/** The names that may stand under `auth`, or under one of its forms. */
export const namesInAuth = (form: string | number = ''): readonly string[] => inForm[form] ?? [];

/** Whether what stands at a place under `auth` may be a credential, so that nothing of it is shown. */
export const isSecretInAuth = (form: string | number, part: string | number | undefined): boolean =>
  ['value', 'password', 'secret'].includes(String(part)) || !namesInAuth(form).includes(String(part));

/**
 * How a source proves itself, as ingest reads it. Several secrets are valid at the same time, for rotation.
 * `token` is the last part of the hook's path, for senders that cannot set a header.
 */
export type Auth =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'eventbridge' }
  | { readonly scheme: 'bearer'; readonly secrets: readonly string[] }
  | { readonly scheme: 'header'; readonly name: string; readonly secrets: readonly string[] }
  | { readonly scheme: 'basic'; readonly username: string; readonly secrets: readonly string[] }
  | { readonly scheme: 'token'; readonly secrets: readonly string[] }
  | {
      readonly scheme: 'hmac';
      readonly forms: readonly SignatureForm[];
      readonly secrets: readonly string[];
      readonly toleranceSeconds: number;
    }
  | { readonly scheme: 'standardWebhooks'; readonly secrets: readonly string[] }
  | { readonly scheme: 'sns'; readonly topicArns: readonly string[]; readonly toleranceSeconds: number };
