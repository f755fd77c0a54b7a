import type { Alert } from '../../../../domain/alert.ts';
import type { Attempt } from '../../define-destination.ts';
import { type Format, jsonOf, present } from '../_kit/format.ts';
import { withService } from '../_kit/service.ts';
import { entitiesOf } from './entities.ts';
import { dateOf, eventOf } from './event.ts';
import { endsOf } from './network.ts';
import { relatedOf } from './related.ts';
import { threatOf } from './threat.ts';
import { tocsinOf } from './tocsin.ts';
import { keyword } from './values.ts';

// https://www.elastic.co/docs/reference/ecs: the newest released version; only fields that it defines are sent.
const ECS_VERSION = '9.4.0';
/** A document must have a time. */
const NO_TIME = new Date(0).toISOString();

const ruleOf = ({ rule: { uid, name, version, category } }: Alert) =>
  present({ id: keyword(uid), name: keyword(name || uid), version: keyword(version), category: keyword(category) });

const observerOf = ({ vendor, product, sensor }: Alert) =>
  present({
    vendor: keyword(vendor),
    product: keyword(product),
    version: keyword(sensor?.version),
    hostname: keyword(sensor?.host),
  });

const tagsOf = ({ kind }: Alert, { possibleDuplicate, isReduced }: Attempt): string[] => [
  'tocsin',
  kind,
  ...(possibleDuplicate ? ['possible_duplicate'] : []),
  ...(isReduced ? ['without_labels_and_facts'] : []),
];

/**
 * An Elastic Common Schema document. Names that senders invent stand only in `tocsin.labels` and `tocsin.facts`, which an
 * index holds as one field each; the whole alert is in `event.original`, so nothing is lost by that.
 */
export const ecs: Format = (given, attempt) => {
  const alert = withService(given);
  return jsonOf(
    present({
      '@timestamp': dateOf(alert.occurredAt) ?? dateOf(alert.receivedAt) ?? NO_TIME,
      ecs: { version: ECS_VERSION },
      message: alert.title || alert.rule.name || alert.rule.uid,
      event: eventOf(given, attempt),
      observer: observerOf(alert),
      rule: ruleOf(alert),
      threat: threatOf(alert),
      ...endsOf(alert),
      ...entitiesOf(alert),
      related: relatedOf(alert),
      tocsin: tocsinOf(alert, attempt.isReduced === true),
      tags: tagsOf(alert, attempt),
    }),
  );
};
