import { TOLERANCE_SECONDS } from '../../config/signature-schemes.ts';
import type { Connected, ConnectedCallback } from '../../destinations/_kit/connected.ts';
import type { Reach } from '../../domain/reach.ts';
import { bearerToken, isOneOf } from '../constant-time.ts';
import { type Verdict, verifyHmac } from '../ingest/signature.ts';
import type { AnswerPorts } from './ports.ts';

/** A vendor's request as it came. Header names are lower-case. */
export interface CallbackRequest {
  /** The destination type in the path. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly pathToken?: string | undefined;
}

/** A destination that takes callbacks. */
interface Candidate {
  readonly id: string;
  readonly callback: ConnectedCallback;
  readonly reach?: Reach | undefined;
}

/**
 * `authentic`: the destinations whose credentials the request has; several may share them. `stale`: it has them, and was
 * signed too long ago. `absent`: no destination of this type takes callbacks.
 */
export type Authenticated =
  | {
      readonly kind: 'authentic';
      readonly ids: readonly string[];
      readonly callback: ConnectedCallback;
      readonly reach?: Reach | undefined;
    }
  | { readonly kind: 'refused' | 'stale' | 'absent' };

async function candidates(type: string, { destinationTypes, destination }: AnswerPorts): Promise<Candidate[]> {
  const ids = Object.keys(destinationTypes).filter((id) => destinationTypes[id] === type);
  const all = await Promise.all(ids.map(async (id) => [id, await destination(id)] as const));
  const isConnected = (found: (typeof all)[number]): found is readonly [string, Connected] =>
    typeof found[1] !== 'string';
  return all
    .filter(isConnected)
    .flatMap(([id, { callback, reach }]) => (callback === undefined ? [] : [{ id, callback, reach }]));
}

const isToken = (token: string, { headers, pathToken }: CallbackRequest): boolean =>
  [pathToken ?? '', bearerToken(headers['authorization'])].map((given) => isOneOf(given, [token])).includes(true);

/** All credentials that are set have to be right; each is compared, in constant time. */
function verdictOn({ callback }: Candidate, request: CallbackRequest, nowMs: number): Verdict {
  const { signature, credentials } = callback;
  const { secret = '', token = '' } = credentials;
  const byToken = token === '' || isToken(token, request);
  const isSigned = signature !== undefined && secret !== '';
  const bySignature = isSigned
    ? verifyHmac(
        { scheme: 'hmac', forms: [signature], secrets: [secret], toleranceSeconds: TOLERANCE_SECONDS },
        { headers: request.headers, body: request.body, nowMs },
      )
    : 'authentic';
  if (!isSigned && token === '') return 'refused';
  return byToken ? bySignature : 'refused';
}

/** Finds the destinations that a vendor's request belongs to, by its credentials alone. */
export async function authenticate(request: CallbackRequest, ports: AnswerPorts): Promise<Authenticated> {
  const all = await candidates(request.type, ports);
  if (all.length === 0) return { kind: 'absent' };
  const verdicts = all.map((each) => verdictOn(each, request, ports.now()));
  const found = all.filter((_, i) => verdicts[i] === 'authentic');
  const [first] = found;
  if (first !== undefined)
    return { kind: 'authentic', ids: found.map(({ id }) => id), callback: first.callback, reach: first.reach };
  return { kind: verdicts.includes('stale') ? 'stale' : 'refused' };
}
