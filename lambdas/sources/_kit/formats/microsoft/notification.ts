import type { Detection } from '../../../../domain/detection.ts';
import { exactly } from '../../../../domain/fingerprint.ts';
import { type Fields, factsOf } from '../../../../domain/values/json-fields.ts';
import { wordTable } from '../../../../domain/values/word-table.ts';
import type { Received } from '../../define-source.ts';
import { detected, timeIn } from '../../detected.ts';
import { type Dig, dig } from '../../field-reader.ts';

// https://learn.microsoft.com/graph/api/resources/changenotification: that something changed, without what it says.

/** Whether an object is a change or lifecycle notification of Graph. */
export function isNotification(record: Fields): boolean {
  const said = dig(record);
  return (
    said.text('subscriptionId') !== undefined && said.text('changeType', 'lifecycleEvent', 'resource') !== undefined
  );
}

/** The state that the subscription gave to prove itself is a secret. */
const withoutSecret = ({ clientState: _, ...rest }: Fields): Fields => rest;

const losses: Readonly<Record<string, string>> = wordTable({
  missed: 'Graph did not deliver some notifications: fetch the alerts of that time from Microsoft Defender.',
  subscriptionremoved: 'The subscription was removed: no notification arrives until it is made again.',
  reauthorizationrequired:
    'The subscription runs out soon and has to be authorised again, else no notification arrives any more.',
});

function lifecycle(said: Dig, record: Fields, received: Received): Detection {
  const event = said.text('lifecycleEvent') ?? '';
  const subscription = said.text('subscriptionId') ?? '';
  const until = said.text('subscriptionExpirationDateTime');
  return {
    ...changed(said, record, received),
    kind: 'gap',
    identity: ['lifecycle', event, subscription, until ?? '', received.receivedAt.slice(0, 10)],
    problem: ['lifecycle', event, exactly(subscription)],
    type: event,
    title: `Microsoft Graph: ${event} of the subscription to ${said.text('resource') ?? 'alerts'}`,
    description: losses[event.toLowerCase()] ?? 'Graph says that the subscription to alerts needs attention.',
    finding: { vendorUid: subscription },
    target: { kind: 'subscription' },
  };
}

function changed(said: Dig, record: Fields, received: Received): Detection {
  const resource = said.text('resourceData.id', 'resource') ?? '';
  const change = said.text('changeType') ?? 'changed';
  return detected(
    {
      identity: [
        'change',
        said.text('id') ?? '',
        resource,
        change,
        said.text('resourceData.@odata.etag') ?? '',
        received.receivedAt.slice(0, 10),
      ],
      problem: ['change', exactly(resource)],
      record: withoutSecret(record),
      type: 'change-notification',
      title: `Microsoft Defender: ${said.text('resource') ?? 'an alert'} was ${change}`,
      description: 'Graph says that an alert changed, and not what is in it: look it up in the Defender portal.',
      severity: 'medium',
      occurredAt: timeIn(said, 'resourceData.lastUpdateDateTime', 'resourceData.createdDateTime'),
      finding: { vendorUid: resource },
      target: { kind: 'alert' },
      facts: factsOf(withoutSecret(record)),
    },
    received,
  );
}

/** A notification as an alert, or as a gap when it says that others are missing. */
export function notification(record: Fields, received: Received): Detection {
  const said = dig(record);
  return said.text('lifecycleEvent') === undefined
    ? changed(said, record, received)
    : lifecycle(said, record, received);
}
