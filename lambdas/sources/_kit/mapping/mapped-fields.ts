import { type AlertAction, AlertClass, type Severity } from '../../../domain/alert.ts';
import type { Detection } from '../../../domain/detection.ts';
import { defined, isFields, jsonOf, textOf } from '../../../domain/values/json-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import { attacks } from '../attack.ts';
import { stateOf, statusOf } from '../formats/generic/course.ts';
import { actionOf } from '../formats/generic/deeds.ts';
import { severityOf } from '../formats/generic/words.ts';
import { namedFields } from '../named-fields.ts';
import type { PlacedFacts } from '../place-facts.ts';
import { placesBy, weaknessesIn } from './mapped-places.ts';

/** What the expressions gave, by path (`actor.ip`); those that gave nothing are not in it. */
export type Values = ReadonlyMap<string, unknown>;

/** What the expressions say of a detection, and those that gave what cannot be used, with the reason. */
export interface Told {
  readonly said: Said;
  readonly wrong: Readonly<Record<string, string>>;
}

export interface Said {
  readonly vendor?: string;
  readonly product?: string;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly severity?: Severity;
  readonly vendorSeverity?: string;
  readonly occurredAt?: string;
  readonly state?: Detection['state'];
  readonly action?: AlertAction;
  readonly attack?: Detection['attack'];
  readonly remediation?: Detection['remediation'];
  readonly id?: readonly string[];
  readonly problem?: readonly string[];
  readonly class?: Detection['class'];
  readonly rule?: Detection['rule'];
  readonly riskScore?: number;
  readonly confidence?: number;
  readonly places: PlacedFacts;
  readonly labels: Readonly<Record<string, string>>;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const textsIn = (value: unknown): string[] =>
  isList(value) ? value.flatMap(textsIn) : [textOf(value) ?? (isFields(value) ? jsonOf(value) : '')].filter(Boolean);

const textIn = (value: unknown): string | undefined => {
  const texts = textsIn(value);
  return texts.length === 0 ? undefined : texts.join(', ');
};

/** What the generic reading would make of a text in a field of this name. */
const under = (name: string, text: string) => namedFields({ [name]: text }, {});

interface Course {
  readonly state?: Detection['state'];
  readonly status?: 'suppressed' | 'in_progress' | undefined;
  readonly wrong?: string;
}

function stateIn(values: Values): Course {
  const isOver = values.get('resolvedWhen');
  if (typeof isOver === 'boolean') return { state: isOver ? 'resolved' : 'open' };
  if (isOver !== undefined) return { wrong: 'it gave neither true nor false' };
  const word = textIn(values.get('state'));
  if (word === undefined) return {};
  const said = under('state', word);
  return { state: stateOf(said), status: statusOf(said) };
}

const group = (values: Values, name: string): Record<string, string> =>
  Object.fromEntries(
    [...values].flatMap(([path, value]) => {
      const text = path.startsWith(`${name}.`) ? textIn(value) : undefined;
      return text === undefined ? [] : [[path.slice(name.length + 1), text]];
    }),
  );

/** A number up to 100. */
function scoreIn(values: Values, name: string): { readonly score?: number; readonly wrong?: string } {
  const text = textIn(values.get(name));
  if (text === undefined) return {};
  const score = Number(text);
  return score >= 0 && score <= 100 ? { score } : { wrong: 'it gave no number from 0 to 100' };
}

function classIn(values: Values): { readonly about?: Detection['class']; readonly wrong?: string } {
  const text = textIn(values.get('class'));
  if (text === undefined) return {};
  const { data } = AlertClass.safeParse(text);
  if (data !== undefined) return { about: data };
  return { wrong: `it gave "${text.slice(0, 40)}"; allowed: ${AlertClass.options.join(', ')}` };
}

/** A word of the course tells of the finding too, unless the mapping says so itself. */
const withStatus = (places: PlacedFacts, status: Course['status']): PlacedFacts =>
  status === undefined ? places : { ...places, finding: { status, ...places.finding } };

const some = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list);

const textsBy = (values: Values): ReadonlyMap<string, string> =>
  new Map(
    [...values].flatMap(([path, value]) => {
      const text = textIn(value);
      return text === undefined ? [] : [[path, text] as const];
    }),
  );

/** What is no place: words, scores and lists. */
function fieldsBy(values: Values) {
  const text = (name: string) => textIn(values.get(name));
  const [action, severity] = [text('action'), text('severity')];
  const steps = textsIn(values.get('remediation')).map((step) => ({ text: step }));
  const rule = group(values, 'rule');
  return {
    vendor: text('vendor'),
    product: text('product'),
    type: text('type'),
    title: text('title'),
    description: text('description'),
    url: text('url'),
    ...(severity === undefined ? {} : { ...severityOf(under('severity', severity)), vendorSeverity: severity }),
    occurredAt: toTime(values.get('occurredAt')),
    action: action === undefined ? undefined : actionOf(under('action', action)),
    attack: some(attacks(textsIn(values.get('attack')))),
    remediation: steps.length === 0 ? undefined : { steps },
    id: some(textsIn(values.get('id'))),
    problem: some(textsIn(values.get('problem'))),
    rule: Object.keys(rule).length === 0 ? undefined : rule,
    labels: group(values, 'labels'),
  };
}

/** The fields of a detection in what the expressions gave. */
export function toldBy(values: Values): Told {
  const fields = fieldsBy(values);
  const [course, about] = [stateIn(values), classIn(values)];
  const [risk, confidence] = [scoreIn(values, 'riskScore'), scoreIn(values, 'confidence')];
  const { places, wrong } = placesBy(textsBy(values));
  const vulnerabilities = some(weaknessesIn(values.get('vulnerabilities') ?? []));
  return {
    said: defined({
      ...fields,
      state: course.state,
      class: about.about,
      riskScore: risk.score,
      confidence: confidence.score,
      places: { ...withStatus(places, course.status), ...defined({ vulnerabilities }) },
    }),
    wrong: defined({
      ...wrong,
      occurredAt: values.has('occurredAt') && fields.occurredAt === undefined ? 'it gave no time' : undefined,
      resolvedWhen: course.wrong,
      class: about.wrong,
      riskScore: risk.wrong,
      confidence: confidence.wrong,
    }),
  };
}
