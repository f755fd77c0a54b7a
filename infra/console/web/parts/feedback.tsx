import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Message {
  readonly text: string;
  readonly isBad: boolean;
}

const MESSAGE_EVENT = 'tocsin:message';
const SHOWN_MS = 6_000;

/** Shows a short message at the foot of the page, and says it to screen readers. */
export const say = (text: string, isBad = false): void => {
  dispatchEvent(new CustomEvent<Message>(MESSAGE_EVENT, { detail: { text, isBad } }));
};

/** The message that was said last, for some seconds; one that reports a failure stays until the next. */
export function Messages() {
  const [message, setMessage] = useState<Message>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (event: Event): void => {
      clearTimeout(timer);
      const { detail } = event as CustomEvent<Message>;
      setMessage(detail);
      if (!detail.isBad) timer = setTimeout(() => setMessage(undefined), SHOWN_MS);
    };
    addEventListener(MESSAGE_EVENT, show);
    return () => {
      clearTimeout(timer);
      removeEventListener(MESSAGE_EVENT, show);
    };
  }, []);
  return (
    <div class={`messages ${message?.isBad ? 'bad' : ''}`} role="status" aria-live="polite">
      {message === undefined ? null : (
        <p>
          {message.text}{' '}
          <button type="button" class="plain" aria-label="Close the message" onClick={() => setMessage(undefined)}>
            ✕
          </button>
        </p>
      )}
    </div>
  );
}

/** Says that there is nothing, and the next step. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);

/** What went wrong when a page was loaded. */
export const Trouble = ({ error }: { readonly error: string | undefined }) =>
  error === undefined ? null : (
    <p class="trouble" role="alert">
      {error}
    </p>
  );

/** Copies a text, and says so. */
export function Copy({
  text,
  label,
  children,
}: {
  readonly text: string;
  readonly label: string;
  readonly children?: string;
}) {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('The browser does not allow to copy here: select the text', true),
    );
  };
  return (
    <button type="button" class="plain small" aria-label={`Copy ${label}`} onClick={copy}>
      {children ?? 'copy'}
    </button>
  );
}
