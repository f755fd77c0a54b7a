// The smallest client of Lambda's Runtime API, for where AWS's own cannot be built. It starts the function as that one
// does: the handler's module is imported from the task's folder, events are asked for and answered over HTTP.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { required } from '../../lambdas/config/env.ts';

const api = `http://${required(process.env, 'AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime`;
const [file = '', name = ''] = required(process.env, '_HANDLER').split('.');
const post = (where: string, body: unknown) =>
  fetch(`${api}/${where}`, { method: 'POST', body: JSON.stringify(body ?? null) });
const plain = (error: unknown) => ({
  errorMessage: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
});

/** What of a context the functions use. */
const contextOf = ({ headers }: Response) => {
  const deadlineMs = Number(headers.get('lambda-runtime-deadline-ms'));
  return { getRemainingTimeInMillis: () => deadlineMs - Date.now() };
};

async function answer(handler: (event: unknown, context: object) => unknown): Promise<void> {
  const next = await fetch(`${api}/invocation/next`);
  const invocation = `invocation/${next.headers.get('lambda-runtime-aws-request-id')}`;
  try {
    await post(`${invocation}/response`, await handler(await next.json(), contextOf(next)));
  } catch (error) {
    await post(`${invocation}/error`, plain(error));
  }
}

try {
  const module = await import(pathToFileURL(path.join(required(process.env, 'LAMBDA_TASK_ROOT'), `${file}.mjs`)).href);
  await answer(module[name]);
} catch (error) {
  await post('init/error', plain(error));
}
