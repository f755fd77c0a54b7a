import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { json, refuse, type SandboxRequest, type Verdict } from '../_kit/receiver.ts';
import type { Version } from './issue.ts';

/** One call of the REST API, authenticated, its body parsed. */
export interface Call {
  readonly request: SandboxRequest;
  readonly version: Version;
  /** The parts of the path that the route names. */
  readonly params: readonly string[];
  readonly body: unknown;
  /** Where `self` links start. */
  readonly base: string;
}

export interface Route {
  readonly method: string;
  /** Tested against what follows `/rest/api/{version}`. */
  readonly path: RegExp;
  readonly versions?: Version;
  handle(call: Call): Verdict;
}

/** Jira's way of saying no. */
export const no = (operation: string, status: number, message: string, errors: Readonly<Record<string, string>> = {}) =>
  refuse(
    operation,
    json(status, { errorMessages: message === '' ? [] : [message], errors }),
    [message, ...Object.entries(errors).map(([field, problem]) => `${field}: ${problem}`)].filter(Boolean).join('; '),
  );

/** The object a body must be. */
export const fieldsOf = (body: unknown): Fields => (isFields(body) ? body : {});
