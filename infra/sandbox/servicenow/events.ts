import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { listAt, parseJson, textAt } from '../_kit/json.ts';
import { accept, alertIdsIn, type Item, json, line, refuse, type Verdict } from '../_kit/receiver.ts';
import { failure } from './table.ts';

// https://www.servicenow.com/docs/r/it-operations-management/event-management/c_EMIntegrateRequirementEvent.html
const lengths: Readonly<Record<string, number>> = {
  source: 100,
  node: 100,
  type: 100,
  resource: 100,
  metric_name: 100,
  event_class: 100,
  message_key: 1024,
  description: 4000,
  additional_info: 4000,
  time_of_event: 40,
  severity: 1,
  resolution_state: 10,
};

const isTextsOnly = (info: string | undefined): boolean => {
  const value = parseJson(info ?? '{}')?.value;
  return isFields(value) && Object.values(value).every((each) => typeof each === 'string');
};

const lengthProblem = ([name, value]: readonly [string, unknown]): string | undefined => {
  const max = lengths[name];
  if (max === undefined) return `there is no field ${name}`;
  return typeof value === 'string' && value.length <= max ? undefined : `${name} is no text of at most ${max}`;
};

const forms: readonly (readonly [name: string, form: RegExp])[] = [
  ['severity', /^[0-5]$/],
  ['source', /./],
  ['resolution_state', /^(New|Closing)?$/],
  ['time_of_event', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
];

/** Why an event comes to nothing, or to less than it says, when it is processed; its sender has been answered by then. */
function eventProblem(event: Fields): string | undefined {
  const long = Object.entries(event).map(lengthProblem).find(Boolean);
  const wrong = forms.find(([name, form]) => !form.test(textAt(event, name) ?? ''));
  if (long !== undefined || wrong !== undefined) return long ?? `${wrong?.[0]} is not valid`;
  if (event['node'] === undefined && event['event_class'] === undefined) return 'neither node nor event_class';
  return isTextsOnly(textAt(event, 'additional_info')) ? undefined : 'additional_info holds more than texts';
}

/** The events of an instance and the alerts that are made of them, one for each message key. */
export function eventApi() {
  const alerts = new Map<string, Set<string>>();

  /** What the alert of the event shows already does not arrive again: it is only counted there. */
  function join(event: Fields, ids: readonly string[]): boolean {
    const key = textAt(event, 'message_key') ?? JSON.stringify(event);
    const shown = alerts.get(key) ?? new Set();
    const isNew = ids.length === 0 || ids.some((id) => !shown.has(id));
    for (const id of ids) shown.add(id);
    alerts.set(key, shown);
    return isNew;
  }

  function itemOf(event: unknown): Item & { readonly problem?: string | undefined } {
    const fields = isFields(event) ? event : {};
    const info = parseJson(textAt(event, 'additional_info') ?? '')?.value;
    const alertIds = alertIdsIn(info ?? event);
    const problem = eventProblem(fields);
    const body = { ...fields, additional_info: info };
    const summary = line(textAt(event, 'description'));
    return { summary, body, alertIds, arrived: problem === undefined && join(fields, alertIds), problem };
  }

  return {
    handle(body: unknown): Verdict {
      if (!isFields(body) || !Array.isArray(body['records']))
        return refuse('event', failure(400, 'Exception while reading request', 'no records'), 'no records');
      const items = listAt(body, 'records').map(itemOf);
      const answer = json(200, { result: { 'Default Bulk Endpoint': `${items.length} events were inserted` } });
      const problem = items.map((item) => item.problem).find((each) => each !== undefined);
      const verdict = accept('event', answer, ...items);
      return problem === undefined ? verdict : { ...verdict, ok: false, problem };
    },
  };
}
