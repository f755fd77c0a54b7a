import type { Remediation } from '../../domain/alert.ts';
import { defined, factsBut, isFields, listOf, listText, textOf } from '../../domain/values/json-fields.ts';
import { lookup } from '../../domain/values/lookup.ts';

/** What stands beside the threats and is said of all of them. */
export interface Envelope {
  readonly description?: string;
  readonly remediation?: Remediation;
  readonly facts: Readonly<Record<string, string>>;
}

const heading = (text: string | undefined): string | undefined => text?.replace(/^\s*#+\s*/, '');

type Taken = Map<string, string>;

function stepOf(step: unknown, path: string, taken: Taken): Remediation['steps'] {
  if (!isFields(step)) {
    const text = textOf(step);
    return text === undefined ? [] : [{ text }];
  }
  const said = lookup([`${path}.`, step]);
  const title = said.take('title', 'name');
  const text = said.take('text', 'description');
  for (const [at, value] of said.taken) taken.set(at, value);
  if (title === undefined && text === undefined) return [];
  return [defined({ title, text: text ?? '' })];
}

function remediationIn(value: unknown, taken: Taken): Remediation | undefined {
  const whole = textOf(value);
  if (whole !== undefined) {
    taken.set('remediation', whole);
    return { steps: [{ text: whole }] };
  }
  if (!isFields(value)) return undefined;
  const title = textOf(value['title']);
  const steps = listOf(value['steps']).flatMap((step, i) => stepOf(step, `remediation.steps.${i}`, taken));
  if (title !== undefined && heading(title) === title) taken.set('remediation.title', title);
  return title === undefined && steps.length === 0 ? undefined : defined({ title: heading(title), steps });
}

function descriptionIn(overview: unknown, taken: Taken): string | undefined {
  const whole = textOf(overview);
  if (whole !== undefined) {
    taken.set('overview', whole);
    return whole;
  }
  if (!isFields(overview)) return undefined;
  const said = lookup(['overview.', overview]);
  const parts = ['description', 'details', 'impact'].flatMap((name) => said.take(name) ?? []);
  for (const [at, value] of said.taken) taken.set(at, value);
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

/** Reads what `siftThreats` left over. */
export function envelopeOf(rest: unknown): Envelope {
  const taken: Taken = new Map();
  const fields = isFields(rest) ? rest : {};
  const description = descriptionIn(fields['overview'], taken);
  const remediation = remediationIn(fields['remediation'], taken);
  // A text or a list of texts has no name under which it could be a fact.
  const named = textOf(rest) === undefined && listText(rest) === undefined ? rest : { rest };
  return defined({ description, remediation, facts: factsBut(named, { taken }) });
}
