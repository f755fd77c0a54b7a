import { createHmac, randomUUID } from 'node:crypto';
import type { Auth } from '../../lambdas/config/auth-schema.ts';
import {
  aroundBody,
  placeholdersIn,
  type SignatureForm,
  standardWebhooks,
} from '../../lambdas/config/signature-schemes.ts';
import { CliError } from './errors.ts';

/** What a sender adds to its request: headers, and the end of the path. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
}

const withHeaders = (headers: Readonly<Record<string, string>>): Proof => ({ headers, path: '' });

const never = (source: string, why: string): CliError => new CliError(`${source} cannot be imitated: ${why}`);

/** The headers that are signed besides the body: the time, and ids that the sender makes up. */
function signedHeaders({ content, timestampHeader }: SignatureForm, nowMs: number): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1000));
  const others = placeholdersIn(content).filter((name) => name !== 'body' && name !== 'timestamp');
  return {
    ...Object.fromEntries(others.map((name) => [name.toLowerCase(), randomUUID()])),
    ...(timestampHeader === undefined ? {} : { [timestampHeader]: seconds }),
  };
}

function signed(form: SignatureForm, key: string | Buffer, body: Uint8Array, nowMs: number): Proof {
  const headers = signedHeaders(form, nowMs);
  const [before, after] = aroundBody(form, headers) ?? ['', ''];
  const signature = createHmac(form.hash, key).update(before).update(body).update(after).digest(form.encoding);
  return withHeaders({ ...headers, [form.header]: `${form.prefix}${signature}` });
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standard(source: string, secrets: readonly string[], body: Uint8Array, nowMs: number): Proof {
  const shared = secrets.find((secret) => !secret.startsWith('whpk_'));
  if (shared === undefined) throw never(source, 'only the sender has the private key that belongs to its whpk_ key');
  return signed(standardWebhooks, Buffer.from(shared.replace(/^whsec_/, ''), 'base64'), body, nowMs);
}

/** What proves a body to come from a source, as its sender would do it. The secrets have their values. */
export function proofOf(source: string, auth: Auth, body: Uint8Array, nowMs: number): Proof {
  const [secret = ''] = 'secrets' in auth ? auth.secrets : [];
  switch (auth.scheme) {
    case 'none':
      return withHeaders({});
    case 'bearer':
      return withHeaders({ authorization: `Bearer ${secret}` });
    case 'header':
      return withHeaders({ [auth.name]: secret });
    case 'basic':
      return withHeaders({ authorization: `Basic ${Buffer.from(`${auth.username}:${secret}`).toString('base64')}` });
    case 'token':
      return { headers: {}, path: `/${encodeURIComponent(secret)}` };
    case 'hmac': {
      const [form] = auth.forms;
      if (form === undefined) throw never(source, 'its auth names no header');
      return signed(form, secret, body, nowMs);
    }
    case 'standardWebhooks':
      return standard(source, auth.secrets, body, nowMs);
    case 'sns':
      throw never(source, 'only SNS can sign for it; publish to the topic instead');
    case 'eventbridge':
      throw never(source, 'its events come by EventBridge once this is deployed; it has no hook');
  }
}
