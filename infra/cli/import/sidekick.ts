import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Draft, newDraft, textIn } from './draft.ts';
import { nameOf } from './names.ts';
import { others } from './sidekick-others.ts';
import { outputs } from './sidekick-outputs.ts';

/** Falco's priorities, the most urgent first (https://falco.org/docs/concepts/rules/basic-elements/#priority). */
export const priorities = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;

/** Names of settings are read in any case. */
function lowered(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowered(inner)]));
}

/** An output of the file that is turned on, or may be. */
interface Section {
  readonly path: string;
  readonly fields: Fields;
  readonly around: Fields;
}

const nested = ['aws', 'azure', 'gcp', 'yandex'];

function sectionsOf(file: Fields): Section[] {
  return Object.entries(file).flatMap(([name, value]): Section[] => {
    if (!isFields(value)) return [];
    if (!nested.includes(name)) return [{ path: name, fields: value, around: {} }];
    return Object.entries(value).flatMap(([inner, fields]) =>
      isFields(fields) ? [{ path: `${name}.${inner}`, fields, around: value }] : [],
    );
  });
}

/** A setting that turns an output on, as a rule. */
const enabling = /url|host|address|token|key|endpoint|broker|topic|queue|bucket/;

const isSet = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** Notes an output that is on and has no destination here, known or not. */
function noteOther({ path, fields }: Section, draft: Draft): void {
  const known = others[path];
  if (known === undefined) {
    if (Object.entries(fields).some(([name, value]) => enabling.test(name) && isSet(value)))
      draft.notes.push({
        path,
        message: 'is not known here: if it is an output, look for its destination in docs/destinations',
      });
    return;
  }
  const [enabledBy, instead] = known;
  const value = fields[enabledBy];
  if (value !== undefined && value !== '' && value !== false) draft.notes.push({ path, message: instead });
}

/** Settings of the whole program, and what stands for them. */
const general: Readonly<Record<string, string>> = {
  listenaddress: 'npm start -- --host and --port say where Tocsin listens; the default is this machine',
  listenport: 'npm start -- --port says where Tocsin listens',
  customfields:
    'fields are not added to alerts: add them where they come from (append_output in falco.yaml), or give each cluster a source of its own, whose name routes can match',
  templatedfields: 'fields are not added to alerts: route on labels and facts, word messages with message:',
  mutualtlsfilespath: 'use clientCertificate and authority on destinations (docs/reach.md)',
  mutualtlsclient: 'use clientCertificate and authority on destinations (docs/reach.md)',
  tlsserver: 'put a reverse proxy with TLS in front of npm start, or deploy to AWS',
};

function noteGeneral(file: Fields, draft: Draft): void {
  for (const [name, message] of Object.entries(general)) {
    const value = file[name];
    const isOff = isFields(value) && (Object.keys(value).length === 0 || value['deploy'] === false);
    if (value !== undefined && value !== '' && value !== null && !isOff) draft.notes.push({ path: name, message });
  }
}

/** A destination of the new file, and the setting of the old output. */
export interface Carried {
  readonly name: string;
  readonly path: string;
  /** The value of `minimumpriority`, when it has one. */
  readonly minimum: string | undefined;
}

/** Adds a destination for every output that is on; notes what is left out. */
export function carryOutputs(written: Fields): { readonly draft: Draft; readonly carried: readonly Carried[] } {
  const draft = newDraft();
  const file = lowered(written) as Fields;
  noteGeneral(file, draft);
  const carried: Carried[] = [];
  for (const section of sectionsOf(file)) {
    const make = outputs[section.path];
    const made = make?.({ ...section, draft });
    if (make === undefined && !Object.hasOwn(general, section.path)) noteOther(section, draft);
    if (made === undefined) continue;
    const name = nameOf(section.path);
    draft.destinations[name] = made;
    carried.push({ name, path: section.path, minimum: textIn(section.fields, 'minimumpriority') });
  }
  return { draft, carried };
}

/** Whether a map has an output of a sidekick in it. */
export const hasOutputs = (fields: Fields): boolean =>
  Object.entries(fields).some(
    ([name, value]) =>
      isFields(value) &&
      (nested.includes(name.toLowerCase()) ||
        [outputs, others].some((known) => Object.hasOwn(known, name.toLowerCase()))),
  );
