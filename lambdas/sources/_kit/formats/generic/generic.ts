import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../../../domain/detection.ts';
import { defined, factsOf, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { oneLine, truncate } from '../../../../domain/values/text.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { attacks } from '../../attack.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { occurrence } from '../../identity.ts';
import { type NamedFields, namedFields } from '../../named-fields.ts';
import { makerName } from '../../vendor-name.ts';
import { advice, labelled, prose, times, titles, types } from './names.ts';
import { actorOf, linkOf, placeOf, targetOf } from './places.ts';
import { problemOf } from './problem.ts';
import { actionOf, severityOf, stateOf } from './words.ts';

/** What is known of a record beside its own fields, and stands above what they seem to say. */
export interface Known {
  readonly vendor?: string;
  readonly product?: string;
  readonly type?: string;
  readonly occurredAt?: string | undefined;
  /** When it was sent, for what carries no time of its own. */
  readonly sentAt?: string | undefined;
  readonly state?: Detection['state'];
  /** What it is about, when the record does not say where. */
  readonly resource?: string | undefined;
  /** Names the occurrence, in place of all that the record says. */
  readonly identity?: readonly string[];
  /** Stands before the problem. */
  readonly problem?: readonly string[];
}

/** What a sender changes when it sends the same again. */
const resent = ['attempt', 'attempts', 'retry', 'retryCount', 'deliveryAttempt', 'sentAt', 'deliveredAt'].flatMap(
  (name) => [`record.${name}`, `around.${name}`],
);

const TITLE_MAX = 160;

function titleOf(said: NamedFields, type: string | undefined, target: DraftTarget): string {
  const told = oneLine(said.text(...titles) ?? type ?? 'Alert without a title');
  const place = oneLine(placeOf(target) ?? '');
  return truncate(told, TITLE_MAX) + (place === '' || told.includes(place) ? '' : ` on ${place}`);
}

function remediationOf(said: NamedFields): Remediation | undefined {
  const text = said.take(...advice);
  return text === undefined ? undefined : { steps: [{ text }] };
}

const techniquesIn = (facts: Readonly<Record<string, string>>): Detection['attack'] =>
  attacks(
    Object.entries(facts)
      .filter(([path]) => /mitre|att&?ck|techni|tactic|tags|labels/i.test(path))
      .map(([, text]) => text),
  );

const makerOf = (said: NamedFields, { vendor, product }: Known): { vendor?: string; product?: string } => {
  const tool = said.text(
    'productName',
    'product',
    'product.name',
    'toolName',
    'tool',
    'scannerName',
    'scanner',
    'sensor',
  );
  const name = makerName(product ?? tool);
  const maker = makerName(vendor ?? said.text('vendorName', 'vendor', 'vendor.name', 'provider'));
  return defined({ vendor: maker ?? name, product: name });
};

const placedAt = (target: DraftTarget, resource: string | undefined): DraftTarget =>
  resource === undefined || Object.keys(target).length > 1 ? target : { kind: 'resource', resource };

/** Any record, as well as the names of its fields tell what it is. Nothing of it is lost: what has no place is a fact. */
export function genericDetection(record: unknown, around: Around, received: Received, known: Known = {}): Detection {
  const said = namedFields(record, around.facts);
  const [actor, target] = [actorOf(said), placedAt(targetOf(said), known.resource)];
  const type = known.type ?? said.text(...types);
  const occurredAt = known.occurredAt ?? said.first(toTime, ...times) ?? known.sentAt;
  const title = titleOf(said, type, target);
  const seen = { occurredAt, receivedAt: received.receivedAt };
  const facts = factsOf(record);
  return defined({
    kind: 'detection' as const,
    ...makerOf(said, known),
    identity: known.identity ?? occurrence({ record, around: around.facts }, seen, resent),
    problem: [...(known.problem ?? []), ...problemOf(said, type ?? '', target, actor)],
    record: around.wrap(record),
    type: type ?? 'alert',
    title,
    description: said.take(...prose) ?? title,
    ...severityOf(said),
    state: known.state ?? stateOf(said),
    action: actionOf(said),
    occurredAt,
    actor,
    target,
    attack: techniquesIn({ ...around.facts, ...facts }),
    remediation: remediationOf(said),
    evidence: [],
    labels: defined({
      ...Object.fromEntries(labelled.map((name) => [name.replace('^', ''), said.text(name)])),
      parse: received.repaired ? 'repaired' : undefined,
    }),
    facts: mergeFacts(untaken(facts, said), around.facts),
    url: linkOf(said, target),
  });
}

const untaken = (facts: Readonly<Record<string, string>>, { taken }: NamedFields): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).filter(([path, text]) => taken.get(path) !== text));
