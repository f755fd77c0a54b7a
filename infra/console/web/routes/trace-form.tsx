import { get } from '../api.ts';
import { usePolled } from '../polling.ts';
import type { SourceInfo } from '../types.ts';

interface Props {
  readonly alertId: string | undefined;
  readonly onTrace: (body: object, alertId: string | undefined) => void;
}

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

/** Asks for an alert by its id, or for a payload of a source, whose way is shown. */
export function TraceForm({ alertId, onTrace }: Props) {
  const { value } = usePolled(60_000, () => get<{ sources: SourceInfo[] }>('/v1/sources'));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [id, payload] = [textIn(form, 'alert'), textIn(form, 'payload')];
    if (id !== '') onTrace({ alertId: id }, id);
    else onTrace({ source: textIn(form, 'source'), payload }, undefined);
  };
  return (
    <details class="try">
      <summary>Try an alert or a payload</summary>
      <form class="fields" onSubmit={submit}>
        <label>
          The id of an alert
          <input name="alert" key={alertId ?? ''} defaultValue={alertId ?? ''} maxLength={512} />
        </label>
        <p class="note">or</p>
        <label>
          A source
          <select name="source">
            {(value?.sources ?? []).map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <label>
          and a payload of it
          <textarea name="payload" rows={5} spellcheck={false} />
        </label>
        <p class="buttons">
          <button type="submit" class="main">
            Show its way
          </button>
        </p>
        <p class="note">Nothing is sent, and nothing is kept.</p>
      </form>
    </details>
  );
}
