import type { AlertAction, Severity } from '../../../domain/alert.ts';
import type { Detection, DraftActor, DraftAttack, DraftTarget } from '../../../domain/detection.ts';
import { defined, isFields, jsonOf, textOf } from '../../../domain/values/json-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import { attacks } from '../attack.ts';
import { stateOf } from '../formats/generic/course.ts';
import { actionOf, severityOf } from '../formats/generic/words.ts';
import { namedFields } from '../named-fields.ts';

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
  readonly attack?: readonly DraftAttack[];
  readonly remediation?: Detection['remediation'];
  readonly id?: readonly string[];
  readonly problem?: readonly string[];
  readonly actor: DraftActor;
  readonly target: Partial<DraftTarget>;
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

function stateIn(values: Values): { state?: Detection['state']; wrong?: string } {
  const isOver = values.get('resolvedWhen');
  if (typeof isOver === 'boolean') return { state: isOver ? 'resolved' : 'open' };
  if (isOver !== undefined) return { wrong: 'it gave neither true nor false' };
  const word = textIn(values.get('state'));
  return word === undefined ? {} : { state: stateOf(under('state', word)) };
}

const group = (values: Values, name: string): Record<string, string> =>
  Object.fromEntries(
    [...values].flatMap(([path, value]) => {
      const text = path.startsWith(`${name}.`) ? textIn(value) : undefined;
      return text === undefined ? [] : [[path.slice(name.length + 1), text]];
    }),
  );

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** The fields of a detection in what the expressions gave. */
export function toldBy(values: Values): Told {
  const text = (name: string) => textIn(values.get(name));
  const occurredAt = toTime(values.get('occurredAt'));
  const { state, wrong } = stateIn(values);
  const action = text('action');
  const severity = text('severity');
  const steps = textsIn(values.get('remediation')).map((step) => ({ text: step }));
  return {
    said: defined({
      vendor: text('vendor'),
      product: text('product'),
      type: text('type'),
      title: text('title'),
      description: text('description'),
      url: text('url'),
      ...(severity === undefined ? {} : { ...severityOf(under('severity', severity)), vendorSeverity: severity }),
      occurredAt,
      state,
      action: action === undefined ? undefined : actionOf(under('action', action)),
      attack: some(attacks(textsIn(values.get('attack')))),
      remediation: steps.length === 0 ? undefined : { steps },
      id: some(textsIn(values.get('id'))),
      problem: some(textsIn(values.get('problem'))),
      actor: group(values, 'actor'),
      target: group(values, 'target'),
      labels: group(values, 'labels'),
    }),
    wrong: defined({
      occurredAt: values.has('occurredAt') && occurredAt === undefined ? 'it gave no time' : undefined,
      resolvedWhen: wrong,
    }),
  };
}
