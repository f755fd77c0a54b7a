import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';

/** Something of the old file that the new one does not say: where it stands, why, and what to do instead. */
export interface Note {
  readonly path: string;
  readonly message: string;
}

/** A configuration while it is made. */
export interface Draft {
  readonly sources: Record<string, Fields>;
  readonly destinations: Record<string, Fields>;
  readonly routes: Fields[];
  readonly timeIntervals: Record<string, unknown>;
  readonly inhibitRules: Fields[];
  readonly notes: Note[];
  /** Names of secrets that have to be set. */
  readonly secrets: Set<string>;
}

export const newDraft = (): Draft => ({
  sources: {},
  destinations: {},
  routes: [],
  timeIntervals: {},
  inhibitRules: [],
  notes: [],
  secrets: new Set(),
});

/** A text that is not blank. */
export const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};

export const fieldsIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

export const listIn = (fields: Fields, name: string): readonly unknown[] => {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
};

/** Notes each of some settings that is there; `false`, `0` and blank texts say nothing. */
export function noteAll(
  { notes }: Draft,
  path: string,
  fields: Fields,
  messages: Readonly<Record<string, string>>,
): void {
  for (const [name, message] of Object.entries(messages)) {
    const value = fields[name];
    const isEmpty = isFields(value) && Object.keys(value).length === 0;
    if (value && !isEmpty) notes.push({ path: path === '' ? name : `${path}.${name}`, message });
  }
}

/** Adds the source that alerts come from, with the secret that its sender has to send. */
export function addSource(draft: Draft, id: string, type: string, scheme: 'bearer' | 'token', secret: string): void {
  draft.sources[id] = { type, auth: { [scheme]: `\${${secret}}` } };
  draft.secrets.add(secret);
}
