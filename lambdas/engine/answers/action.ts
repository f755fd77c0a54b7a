import { answerChoices, choiceNamed } from '../../domain/answer.ts';
import { type Answer, type Problem, problemAnswer } from '../../domain/problem-details.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { applyAnswer } from './apply.ts';
import { doneHtml, formHtml, htmlHeaders, refusedHtml } from './html.ts';
import { lineOf } from './lines.ts';
import type { AnswerPorts } from './ports.ts';
import { type FoundSubject, findSubject } from './subject.ts';

/** A request to a signed link. */
export interface ActionRequest {
  readonly method: 'GET' | 'POST';
  /** The signed part of the path. */
  readonly signed: string;
  /** The fields of the form. */
  readonly form: URLSearchParams;
  /** The `Accept` header: browsers get a document, programs problem details. */
  readonly accept: string;
}

/** `isRefused` when somebody may be guessing links. */
export interface ActionOutcome {
  readonly answer: Answer;
  readonly isRefused?: true;
}

const problems: Readonly<Record<Exclude<FoundSubject['kind'], 'found'>, Problem>> = {
  forged: {
    status: 404,
    title: 'No such link',
    detail: 'this link is not signed by this Tocsin, or its key has changed: use the link of a newer message',
  },
  expired: {
    status: 410,
    title: 'The link has ended',
    detail: 'a link ends 7 days after it was sent: use the link of a newer message, or the console',
  },
  absent: {
    status: 404,
    title: 'Alert not kept',
    detail: 'the alert of this link is not kept any more: it is older than the retention',
  },
};

const wrongChoice: Problem = {
  status: 400,
  title: 'Wrong choice',
  detail: `allowed for the field "choice": ${Object.keys(answerChoices).join(', ')}`,
};

const html = (statusCode: number, body: string): Answer => ({ statusCode, headers: htmlHeaders, body });

const refusal = (problem: Problem, { accept }: ActionRequest): Answer =>
  accept.includes('text/html')
    ? html(problem.status, refusedHtml(problem.title, problem.detail))
    : problemAnswer(problem);

const NAME_MAX = 80;

/** A link proves nothing of who follows it. */
function holderOf(form: URLSearchParams): string {
  const name = truncate(oneLine(form.get('name') ?? ''), NAME_MAX);
  return name === '' ? 'the holder of the link' : `${name} (holder of the link)`;
}

async function act(
  { alert, origin }: Extract<FoundSubject, { kind: 'found' }>,
  request: ActionRequest,
  ports: AnswerPorts,
): Promise<Answer> {
  const choice = choiceNamed(request.form.get('choice') ?? '');
  if (choice === undefined) return refusal(wrongChoice, request);
  const { answer } = answerChoices[choice];
  const given = { alert, answer, by: holderOf(request.form), via: 'link' as const };
  const result = await applyAnswer(origin === undefined ? given : { ...given, origin }, ports);
  return html(200, doneHtml(alert, lineOf(result)));
}

/** A signed link: GET shows what it is about, because programs follow links before people do; POST acts. */
export async function followLink(request: ActionRequest, ports: AnswerPorts): Promise<ActionOutcome> {
  const found = await findSubject({ kind: 'token', token: request.signed }, 'any', ports);
  if (found.kind !== 'found') {
    const answer = refusal(problems[found.kind], request);
    return found.kind === 'forged' ? { answer, isRefused: true } : { answer };
  }
  if (request.method === 'POST') return { answer: await act(found, request, ports) };
  return { answer: html(200, formHtml(found.alert, await ports.stateLine(found.alert))) };
}
