/** A refusal as RFC 9457 problem details. `detail` says what was found, what is allowed and what to do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** An answer to an HTTP request, as the Lambda proxy integration wants it. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// Answers are data for tools, never pages: nothing may guess or keep them.
const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export const problemAnswer = (
  { status, title, detail }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  statusCode: status,
  headers: { ...common, 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ type: 'about:blank', title, status, detail }),
});

export const jsonAnswer = (
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  statusCode,
  headers: { ...common, 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

export const textAnswer = (statusCode: number, text: string): Answer => ({
  statusCode,
  headers: { ...common, 'content-type': 'text/plain; charset=utf-8' },
  body: text,
});
