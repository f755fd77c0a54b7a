import type { ReceivedInfo } from '../types.ts';
import { Copy } from './feedback.tsx';

type Request = ReceivedInfo['request'];

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

/** A request as it is sent, behind a fold. */
export const RequestFold = ({ request }: { readonly request: Request }) => {
  const { method, url, headers, body, bytes } = request;
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <details class="request">
      <summary>The request, {bytes.toLocaleString('en-US')} bytes</summary>
      <pre>{[`${method} ${url}`, ...head].join('\n')}</pre>
      <p class="note">
        The body{' '}
        <Copy text={body} label="as it was sent: the body of the request">
          copy as it was sent
        </Copy>
      </p>
      <pre>{pretty(body)}</pre>
    </details>
  );
};
