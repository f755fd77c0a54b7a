import { useState } from 'preact/hooks';
import { get, post, textOf } from './api.ts';
import { Trouble } from './parts/feedback.tsx';
import { setPerson } from './person.ts';
import type { SessionInfo } from './types.ts';

const lost =
  'The token is right, but the browser did not keep the session: open the console under https://, or under http://localhost.';

async function signIn(token: string): Promise<SessionInfo> {
  await post('/v1/session', { token });
  return get<SessionInfo>('/v1/session').catch(() => {
    throw new Error(lost);
  });
}

/** Asks for a token and opens a session with it. The token itself is kept nowhere. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: (session: SessionInfo) => void }) {
  const [error, setError] = useState<string>();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setPerson(String(form.get('person') ?? '').trim());
    signIn(String(form.get('token') ?? '').trim()).then(onSignedIn, (failure: unknown) => setError(textOf(failure)));
  };
  return (
    <main class="sign-in">
      <h1>Tocsin</h1>
      <form class="fields" onSubmit={submit}>
        <Trouble error={error} />
        <label>
          Token
          <input name="token" type="password" required autofocus autocomplete="current-password" maxLength={500} />
        </label>
        <label>
          Your name, shown with what you do
          <input name="person" autocomplete="name" maxLength={100} />
        </label>
        <button type="submit" class="main">
          Sign in
        </button>
        <p class="note">
          The token is TOCSIN_ADMIN_TOKEN, or one of tokens in tocsin.yaml. On one machine it is printed at start and
          kept in <code>.tocsin/admin-token</code>.
        </p>
      </form>
    </main>
  );
}
