import { useState } from 'preact/hooks';
import { post, textOf } from '../api.ts';
import { Dialog } from '../parts/dialog.tsx';
import { say, Trouble } from '../parts/feedback.tsx';
import { person } from '../person.ts';

interface Props {
  /** What may be matched, by field; the first two are chosen. */
  readonly suggestions: Readonly<Record<string, string>>;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

const durations = ['30m', '1h', '2h', '8h', '1d', '7d'];

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

/** A matcher of equal texts, as Alertmanager writes it. */
const equal = (name: string, value: string): string => `${name}=${JSON.stringify(value)}`;

function requestOf(form: FormData, suggestions: Props['suggestions']): object {
  const chosen = form.getAll('field').map(String);
  const own = textIn(form, 'matchers');
  return {
    matchers: own === '' ? chosen.map((name) => equal(name, suggestions[name] ?? '')) : own.split('\n').filter(Boolean),
    duration: textIn(form, 'duration'),
    reason: textIn(form, 'reason'),
    author: textIn(form, 'author'),
  };
}

/** Makes a silence: which alerts, for how long, why. */
export function SilenceDialog({ suggestions, onClose, onDone }: Props) {
  const [error, setError] = useState<string>();
  const names = Object.keys(suggestions);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    post('/v1/silences', requestOf(form, suggestions)).then(
      () => {
        say('Silenced');
        onDone?.();
        onClose();
      },
      (failure: unknown) => setError(textOf(failure)),
    );
  };
  return (
    <Dialog title="Silence alerts" onClose={onClose}>
      <form onSubmit={save} class="fields">
        <Trouble error={error} />
        {names.length === 0 ? (
          <label>
            Matchers, one a line, all must hold
            <textarea name="matchers" rows={3} required autofocus placeholder={'source="akto-prod"'} />
          </label>
        ) : (
          <fieldset>
            <legend>All alerts with</legend>
            {names.map((name, index) => (
              <label key={name} class="check">
                <input type="checkbox" name="field" value={name} defaultChecked={index < 2} />
                {name} <code>{suggestions[name]}</code>
              </label>
            ))}
          </fieldset>
        )}
        <label>
          For
          <select name="duration" defaultValue="1h">
            {durations.map((each) => (
              <option key={each} value={each} selected={each === '1h'}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label>
          Why
          <input name="reason" required maxLength={300} autofocus={names.length > 0} />
        </label>
        <label>
          By
          <input name="author" required maxLength={100} defaultValue={person()} />
        </label>
        <p class="buttons">
          <button type="submit" class="main">
            Silence
          </button>
          <button type="button" onClick={onClose}>
            Leave it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
