import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { redrive } from '../../../lambdas/store/sqs/redrive.ts';
import { type Listening, listenOnLoopback } from '../../emulators/loopback.ts';
import { queueRefusalOf } from '../../emulators/strict-queue/requests.ts';

const QUEUE = 'arn:aws:sqs:eu-central-1:123456789012:dead';

type Answer = { readonly status: number; readonly body: object } | 'lost';
const right = (body: object): Answer => ({ status: 200, body });
const wrong = (name: string, message: string): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.sqs#${name}`, message },
});

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
});

/** The tasks of SQS, as its API reference describes them: `start` answers the nth start, and the list goes on by itself. */
async function tasks(start: (nth: number) => Answer, states: readonly object[]) {
  const asked: string[] = [];
  let [started, looks] = [0, 0];
  const answers: Readonly<Record<string, () => Answer>> = {
    StartMessageMoveTask() {
      started += 1;
      return start(started);
    },
    ListMessageMoveTasks() {
      looks += 1;
      const state = states[Math.min(looks, states.length) - 1];
      return right({ Results: state === undefined ? [] : [state] });
    },
  };
  server = await listenOnLoopback(
    createServer((request, response) => {
      void text(request).then((body) => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        asked.push(operation);
        const refusal = queueRefusalOf(operation, JSON.parse(body));
        const answer = refusal === undefined ? answers[operation]?.() : wrong('InvalidParameterValue', refusal);
        if (answer === undefined || answer === 'lost') response.destroy();
        else
          response
            .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' })
            .end(JSON.stringify(answer.body));
      });
    }),
  );
  const seen: number[] = [];
  const variables = { AWS_ENDPOINT_URL_SQS: server.url };
  return { asked, seen, run: () => redrive(QUEUE, variables, (moved) => seen.push(moved), 1) };
}

const running = (moved: number) => ({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: moved });
const completed = (moved: number) => ({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: moved });
const begun = right({ TaskHandle: 'task' });

describe('dead letters are moved back', () => {
  it('and followed until the task has ended', async () => {
    const { run, seen } = await tasks(() => begun, [running(10), running(20), completed(37)]);
    expect(await run()).toEqual({ moved: 37 });
    expect(seen).toEqual([10, 20, 37]);
  });

  it('also when the answer to the start is lost, and SQS refuses a second task', async () => {
    const second = wrong('InvalidParameterValue', 'There is already a task running.');
    const { run, asked } = await tasks((nth) => (nth === 1 ? 'lost' : second), [running(1), completed(5)]);
    expect(await run()).toEqual({ moved: 5 });
    expect(asked.filter((each) => each === 'StartMessageMoveTask')).toHaveLength(2);
  });
});

describe('whoever asks is told what to do', () => {
  it.each([
    ['there is no such queue', 'ResourceNotFoundException', 'as its alarm names it'],
    ['the queue is none of dead letters', 'UnsupportedOperation', 'not the queue before it'],
    ['the credential may not', 'AccessDeniedException', 'sqs:StartMessageMoveTask'],
  ])('when %s', async (_, name, shown) => {
    const { run } = await tasks(() => wrong(name, 'no'), [completed(3)]);
    await expect(run()).rejects.toThrow(shown);
  });

  it('when nothing answers', async () => {
    const { run } = await tasks(() => 'lost', []);
    await expect(run()).rejects.toThrow('see whether this machine reaches AWS');
  });

  it('when the task fails', async () => {
    const { run } = await tasks(() => begun, [{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
    await expect(run()).rejects.toThrow('CouldNotDetermineMessageSource');
  });

  it('when the queue is no ARN', async () => {
    await expect(redrive('dead', {}, () => undefined)).rejects.toThrow('--queue is no ARN');
  });
});
