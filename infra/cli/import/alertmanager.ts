import { defined, type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { labelOf, matchersIn } from './alertmanager-matchers.ts';
import { defaultPace, ownPace, type Pace, paceOf } from './alertmanager-pace.ts';
import { addReceiver, type Receiver } from './alertmanager-receivers.ts';
import { addSource, type Draft, fieldsIn, listIn, newDraft, noteAll, textIn } from './draft.ts';

/** An interval that never ends a route's silence, and one that never begins it. */
const ALWAYS = 'always';
const NEVER = 'never';

interface Around {
  readonly draft: Draft;
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** The receiver of the parent. */
  readonly receiver: string;
  /** A route above has times, which are inherited here and not there. */
  readonly isTimed: boolean;
  readonly path: string;
  /** The pace of the parent. */
  readonly pace: Pace | undefined;
}

/** What a route says about times; one that notifies nobody is kept back for ever. */
function timesOf(written: Fields, receiver: Receiver | undefined, { draft, isTimed }: Around): Fields {
  if (receiver?.destinations.length === 0) {
    draft.timeIntervals[ALWAYS] = [{ times: [{ startTime: '00:00', endTime: '24:00' }] }];
    return { muteTimes: [ALWAYS], outside: 'drop' };
  }
  const [mute, active] = [listIn(written, 'mute_time_intervals'), listIn(written, 'active_time_intervals')];
  if (mute.length + active.length > 0)
    return defined({
      muteTimes: mute.length === 0 ? undefined : mute,
      activeTimes: active.length === 0 ? undefined : active,
      outside: 'hold',
    });
  if (!isTimed) return {};
  draft.timeIntervals[NEVER] = [{ years: ['1970'] }];
  return { muteTimes: [NEVER], outside: 'hold' };
}

/** Where a route sends: to the destinations of its receiver; where that notifies nobody, to some that get nothing. */
function recipients(receiver: Receiver | undefined, { draft }: Around): readonly string[] {
  const found = receiver?.destinations ?? [];
  if (found.length > 0) return found;
  const [any] = Object.keys(draft.destinations);
  return any === undefined ? [] : [any];
}

function routeOf(written: Fields, around: Around): Fields {
  const { draft, receivers, path } = around;
  const name = textIn(written, 'receiver') ?? around.receiver;
  const receiver = receivers.get(name);
  if (receiver === undefined) draft.notes.push({ path: `${path}.receiver`, message: `there is no receiver "${name}"` });
  const pace = paceOf(written, around.pace ?? defaultPace, path, draft);
  const times = timesOf(written, receiver, around);
  const matchers = matchersIn(written, '', path, draft);
  const groupBy = Array.isArray(written['group_by'])
    ? written['group_by'].map((each) => labelOf(String(each)))
    : undefined;
  const isTimed = around.isTimed || Object.keys(times).length > 0;
  const routes = listIn(written, 'routes').map((child, i) =>
    routeOf(isFields(child) ? child : {}, { ...around, receiver: name, isTimed, pace, path: `${path}.routes[${i}]` }),
  );
  return defined({
    to: recipients(receiver, around),
    matchers: matchers.length === 0 ? undefined : matchers,
    continue: written['continue'] === true ? true : undefined,
    groupBy,
    ...ownPace(pace, around.pace),
    sendResolved: receiver?.sendResolved ?? true,
    ...times,
    routes: routes.length === 0 ? undefined : routes,
  });
}

function addIntervals(file: Fields, draft: Draft): void {
  for (const list of ['mute_time_intervals', 'time_intervals'])
    for (const each of listIn(file, list)) {
      const name = isFields(each) ? textIn(each, 'name') : undefined;
      if (isFields(each) && name !== undefined) draft.timeIntervals[name] = listIn(each, 'time_intervals');
    }
}

function addInhibition(file: Fields, draft: Draft): void {
  for (const [i, rule] of listIn(file, 'inhibit_rules').entries()) {
    if (!isFields(rule)) continue;
    const path = `inhibit_rules[${i}]`;
    const [sourceMatchers, targetMatchers] = ['source_', 'target_'].map((side) => matchersIn(rule, side, path, draft));
    const equal = listIn(rule, 'equal').map((name) => labelOf(String(name)));
    if (sourceMatchers?.length === 0 || targetMatchers?.length === 0)
      draft.notes.push({ path, message: 'selects every alert on one side, which is not taken here: write it by hand' });
    else draft.inhibitRules.push({ sourceMatchers, targetMatchers, ...(equal.length === 0 ? {} : { equal }) });
  }
}

/**
 * A configuration of Alertmanager (https://prometheus.io/docs/alerting/latest/configuration/): its tree of routes, its receivers
 * as destinations, its intervals and its inhibition. Labels are asked for as `labels.…`, whatever fields alerts have here.
 */
export function fromAlertmanager(file: Fields): Draft {
  const draft = newDraft();
  addSource(draft, 'prometheus', 'alertmanager', 'bearer', 'ALERTMANAGER_HOOK_TOKEN');
  const global = fieldsIn(file, 'global');
  noteAll(draft, 'global', global, {
    http_config: 'set proxy, authority and clientCertificate under defaults: (docs/reach.md)',
  });
  noteAll(draft, '', file, { templates: 'templates are not read: word messages with message: (docs/wording.md)' });
  const receivers = new Map<string, Receiver>();
  for (const [i, each] of listIn(file, 'receivers').entries())
    if (isFields(each)) receivers.set(textIn(each, 'name') ?? '', addReceiver(each, i, global, draft));
  addIntervals(file, draft);
  const root = { group_by: [], ...fieldsIn(file, 'route') };
  draft.routes.push({
    name: 'all',
    ...routeOf(root, { draft, receivers, receiver: '', isTimed: false, path: 'route', pace: undefined }),
  });
  addInhibition(file, draft);
  return draft;
}
