import type { CallbackCommand } from '../../destinations/_kit/callback.ts';
import type { Answer } from '../../domain/answer.ts';
import { deliveryStatuses } from '../../domain/delivery.ts';
import { isActive } from '../../domain/silence.ts';
import { durationSeconds } from '../../domain/values/duration.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { applyAnswer } from './apply.ts';
import type { Authenticated } from './authenticate.ts';
import { lineOf } from './lines.ts';
import type { AnswerPorts } from './ports.ts';
import { findSubject } from './subject.ts';

type Authentic = Extract<Authenticated, { kind: 'authentic' }>;

const USAGE = [
  'status: what is in flight, and how many silences there are',
  'silences: the silences that go on',
  'ack ALERT [NOTE]: acknowledge the problem of an alert, by the id at the end of its message',
  'resolve ALERT [NOTE]: resolve it',
  'false ALERT [NOTE]: mark it as a false positive',
  'silence ALERT TIME: silence its problem for a time, such as 2h, at most 7d',
].map((line) => `/tocsin ${line}`);

const LONGEST_SECONDS = 7 * 86_400;
const SHOWN = 10;

/** What a typed command says. */
interface Typed {
  readonly alertId: string;
  readonly rest: string;
}

/** Counts alone: whoever can type a command need not be in the channel of the alerts. */
async function status({ ledger, silences, now }: AnswerPorts): Promise<string> {
  const hours = await ledger.hours();
  const at = new Date(now()).toISOString();
  const inFlight = deliveryStatuses
    .slice(0, 4)
    .map((name) => `${name} ${hours.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0)}`);
  const active = (await silences.list()).filter((silence) => isActive(silence, at));
  return `Deliveries in flight: ${inFlight.join(', ')}. Silences that go on: ${active.length}.`;
}

async function listSilences({ silences, now }: AnswerPorts): Promise<string> {
  const at = new Date(now()).toISOString();
  const active = (await silences.list()).filter((silence) => isActive(silence, at));
  const lines = active.slice(0, SHOWN).map(({ author, until }) => `until ${until.slice(0, 16)}Z by ${oneLine(author)}`);
  const more = active.length > SHOWN ? [`and ${active.length - SHOWN} more`] : [];
  return active.length === 0 ? 'No silence goes on.' : [...lines, ...more].join('\n');
}

async function answerTo(
  { alertId, rest }: Typed,
  answer: Answer,
  by: string,
  { callback }: Authentic,
  ports: AnswerPorts,
): Promise<string> {
  const found = await findSubject({ kind: 'alert', alertId }, [], ports);
  if (found.kind !== 'found')
    return `No alert ${truncate(oneLine(alertId), 60)} is known: take the id from the end of its message.`;
  const note = answer.action === 'silence' || rest === '' ? {} : { note: rest };
  return lineOf(await applyAnswer({ alert: found.alert, answer, by, via: callback.via, ...note }, ports));
}

const actions: Readonly<Record<string, Answer['action']>> = {
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  false: 'false_positive',
  silence: 'silence',
};

/** The answer that was typed, or what is wrong with it. */
function answerIn(word: string, { rest }: Typed): Answer | string | undefined {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (action !== 'silence') return action === undefined ? undefined : { action };
  const seconds = durationSeconds(rest) ?? 0;
  if (seconds >= 60 && seconds <= LONGEST_SECONDS) return { action, seconds };
  return `Found the time "${truncate(oneLine(rest), 30)}"; allowed: from 1m to 7d, such as 2h.`;
}

/** Runs what somebody typed; the reply is for that person alone. */
export async function runCommand(
  { text, by }: CallbackCommand,
  authentic: Authentic,
  ports: AnswerPorts,
): Promise<string> {
  const [word = '', alertId = '', ...rest] = text.trim().split(/\s+/);
  const command = word.toLowerCase();
  if (command === 'status') return status(ports);
  if (command === 'silences') return listSilences(ports);
  const typed = { alertId, rest: rest.join(' ') };
  const answer = answerIn(command, typed);
  if (answer === undefined || alertId === '') return USAGE.join('\n');
  return typeof answer === 'string' ? answer : answerTo(typed, answer, by, authentic, ports);
}
