import { parseJson } from '../_kit/json.ts';
import {
  type Answer,
  plain,
  type Receiver,
  type Reply,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';
import type { ReceiverName, Receivers } from '../registry.ts';
import { type FaultRule, type Faults, faultName, isProcessed } from './faults.ts';
import type { ReceivedLog } from './received.ts';

export interface Reception {
  readonly receivers: Receivers;
  readonly log: ReceivedLog;
  /** Replaced when a new script is set. */
  faults: Faults;
}

const asText = (body: unknown): string => {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
};

/** The fault's word if it has one, else the receiver's. */
function finalAnswer(fault: FaultRule, verdict: Verdict, expired: () => Answer): Answer {
  if (fault.expired === true) return expired();
  const { status, body } = fault;
  if (status === undefined) return verdict.answer;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const headers = { ...(body === undefined ? {} : { 'content-type': type }), ...fault.headers };
  return { status, headers, body: asText(body) };
}

function faulty(fault: FaultRule, receiver: Receiver, request: SandboxRequest): { verdict: Verdict; reply: Reply } {
  const { keepEvents, delayMs = 0, reset } = fault;
  const verdict = isProcessed(fault)
    ? receiver.handle({ ...request, keepEvents })
    : refuse('not processed', plain(500, ''), `fault: ${faultName(fault)}`);
  const answer = finalAnswer(fault, verdict, () => receiver.expired(request));
  return { verdict, reply: { answer, delayMs, reset: reset !== undefined } };
}

/** Takes one request through its fault, if it meets one, and its receiver, and writes down what happened. */
export function receive({ receivers, faults, log }: Reception, name: ReceiverName, request: SandboxRequest): Reply {
  const receiver = receivers[name];
  const body = parseJson(request.text)?.value ?? request.text;
  const fault = faults.pick(name, request);
  if (fault === undefined) {
    const verdict = receiver.handle(request);
    const { answer } = verdict;
    log.add({ at: request.at, receiver: name, verdict, status: answer.status, body });
    return { answer, delayMs: 0, reset: false };
  }
  const { verdict, reply } = faulty(fault, receiver, request);
  const status = reply.reset ? 0 : reply.answer.status;
  log.add({ at: request.at, receiver: name, verdict, status, body, fault: faultName(fault) });
  return reply;
}
