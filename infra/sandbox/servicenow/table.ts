import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

/** ServiceNow's way of saying no. */
export const failure = (status: number, message: string, detail: string | null = null): Answer =>
  json(status, { error: { message, detail }, status: 'failure' });

const no = (operation: string, status: number, message: string, detail?: string): Verdict =>
  refuse(operation, failure(status, message, detail), `${message} ${detail ?? ''}`.trim());

/** A longer text is cut without a word (https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0685779). */
const lengths: Readonly<Record<string, number>> = {
  short_description: 160,
  description: 4000,
  correlation_id: 100,
  correlation_display: 100,
  close_code: 40,
  close_notes: 4000,
};
const journals = new Set(['work_notes', 'comments']);
const known = new Set([
  ...Object.keys(lengths),
  ...journals,
  'urgency',
  'impact',
  'state',
  'category',
  'assignment_group',
  'caller_id',
]);

/** https://www.servicenow.com/docs/r/it-service-management/incident-management/c_IncidentManagementStateModel.html */
const tables: Readonly<Record<string, { prefix: string; first: string; resolved: string; final: readonly string[] }>> =
  {
    incident: { prefix: 'INC', first: '1', resolved: '6', final: ['7', '8'] },
    sn_si_incident: { prefix: 'SIR', first: '10', resolved: '100', final: ['3', '7'] },
  };

interface Row {
  readonly table: string;
  readonly sysId: string;
  readonly fields: Record<string, string>;
  readonly notes: string[];
}

function columnProblem(name: string, text: string): string | undefined {
  const max = lengths[name] ?? 4000;
  if (!known.has(name)) return `there is no column ${name}`;
  if (text.length > max) return `${name} was cut at ${max}`;
  if (/\[code\]/i.test(text)) return `${name} shows HTML`;
  return ['urgency', 'impact'].includes(name) && !/^[123]$/.test(text) ? `${name} ${text} is no choice` : undefined;
}

/** What is lost or shown wrongly although the answer is a success; its sender would never know. */
const quietProblem = (fields: Fields): string | undefined =>
  Object.entries(fields)
    .map(([name, value]) => columnProblem(name, String(value)))
    .find((problem) => problem !== undefined);

/** Reads `a=b^c=d`; anything else is not understood and finds all there is. */
function matching(query: string): (fields: Readonly<Record<string, string>>) => boolean {
  const conditions = query === '' ? [] : query.split('^').map((term) => /^([a-z_]+)=([\w-]*)$/.exec(term));
  if (conditions.some((term) => term === null)) return () => true;
  return (fields) => conditions.every((term) => fields[term?.[1] ?? ''] === term?.[2]);
}

function shown({ sysId, fields }: Row, wanted: string | null): Fields {
  const all: Fields = { sys_id: sysId, ...fields };
  const names = wanted?.split(',');
  return Object.fromEntries(Object.entries(all).filter(([name]) => names?.includes(name) ?? true));
}

const answer = (status: number, row: Row, { query }: SandboxRequest): Answer =>
  json(status, { result: shown(row, query.get('sysparm_fields')) });

/** A call that writes: where, what, and how it came. */
interface Write {
  readonly row: Row;
  readonly body: Fields;
  readonly request: SandboxRequest;
}

function written(operation: string, status: number, { row, body, request }: Write): Verdict {
  const { number, short_description: title = '' } = row.fields;
  const problem = quietProblem(body);
  const item: Item = {
    summary: line(`${number} ${title}`),
    body: { number, ...body },
    alertIds: alertIdsIn(body),
    arrived: problem === undefined,
  };
  const verdict = accept(operation, answer(status, row, request), item);
  return problem === undefined ? verdict : { ...verdict, ok: false, problem };
}

function newRow(table: string, body: Fields, count: number): Row {
  const { prefix = 'TASK', first = '1' } = tables[table] ?? {};
  const given = Object.entries(body).map(([name, value]) => [name, String(value).slice(0, lengths[name] ?? 4000)]);
  return {
    table,
    sysId: count.toString(16).padStart(32, '9d385017c611228701d22104cc95c371'),
    fields: {
      state: first,
      ...Object.fromEntries(given),
      number: `${prefix}${String(10_000 + count).padStart(7, '0')}`,
      active: 'true',
    },
    notes: [],
  };
}

const MANDATORY = 'Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes';
const isGraded = (body: Fields): boolean => body['close_code'] !== undefined && body['close_notes'] !== undefined;

function write({ row, body }: Write): void {
  for (const [name, value] of Object.entries(body)) {
    if (journals.has(name)) row.notes.push(String(value));
    else row.fields[name] = String(value);
  }
}

/** A closed record stays as it is, and the answer is a success all the same: its columns may only be read. */
function change(call: Write): Verdict {
  const { row, body } = call;
  const { resolved, final = [] } = tables[row.table] ?? {};
  if (row.fields['active'] === 'false')
    return { ...written('record.update', 200, call), ok: false, problem: 'the record is closed' };
  const isFinal = final.some((state) => state === body['state']);
  if ((isFinal || body['state'] === resolved) && !isGraded(body))
    return no('record.update', 403, 'Operation Failed', MANDATORY);
  write(call);
  row.fields['active'] = String(!isFinal);
  return written(body['state'] === undefined ? 'record.note' : 'record.state', 200, call);
}

const NO_RECORD = "Record doesn't exist or ACL restricts the record retrieval";

function onRecord(row: Row | undefined, body: unknown, request: SandboxRequest): Verdict {
  if (row === undefined) return no('record', 404, 'No Record found', NO_RECORD);
  if (request.method === 'GET') return accept('record.get', answer(200, row, request));
  if (!['PATCH', 'PUT'].includes(request.method)) return no('record', 405, 'Method not supported');
  return isFields(body) ? change({ row, body, request }) : no('record', 400, 'Exception while reading request');
}

function list(rows: readonly Row[], { query }: SandboxRequest): Verdict {
  const matches = matching(query.get('sysparm_query') ?? '');
  const page = rows.filter(({ fields }) => matches(fields)).slice(0, Number(query.get('sysparm_limit') ?? 10_000));
  return accept('search', json(200, { result: page.map((row) => shown(row, query.get('sysparm_fields'))) }));
}

/** The records of an instance, through the Table API (https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html). */
export function tableApi() {
  const rows: Row[] = [];

  function create(table: string, body: unknown, request: SandboxRequest): Verdict {
    if (!isFields(body))
      return no('record.create', 400, 'Exception while reading request', 'The payload is not valid JSON.');
    const row = newRow(table, body, rows.length + 1);
    rows.push(row);
    return written('record.create', 201, { row, body, request });
  }

  return {
    handle(path: string, body: unknown, request: SandboxRequest): Verdict {
      const [, table = '', sysId] = /^\/api\/now\/table\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
      if (!Object.hasOwn(tables, table)) return no('table', 400, `Invalid table ${table}`);
      const here = rows.filter((row) => row.table === table);
      if (sysId !== undefined) {
        const row = here.find((each) => each.sysId === sysId);
        return onRecord(row, body, request);
      }
      return request.method === 'GET' ? list(here, request) : create(table, body, request);
    },
  };
}
