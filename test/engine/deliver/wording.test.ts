/** Settings of `message` from a reported problem to what its destinations get first, again, and at its end. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withMessage } from '../../../lambdas/destinations/_kit/wording/with-message.ts';
import { evaluateOne } from '../../../lambdas/domain/expression/expression.ts';
import type { MessageSetting } from '../../../lambdas/domain/message-setting.ts';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import { problemWorld } from '../acknowledge/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const message: MessageSetting = {
  title: 'Own title: {{ title }} on {{ target.host }}',
  text: 'Own text for {{ severity }}',
  mention: { '>=high': ['here', 'U012ABCDE'] },
  runbook: 'https://wiki.example.com/{{ target.host }}',
};

const worded = (of: Vendor, setting: MessageSetting): Vendor => ({
  ...of,
  connected: withMessage(of.connected, setting, evaluateOne),
});

const took = (of: Vendor): string[] =>
  of.received().map(({ operation, body }) => `${operation} ${JSON.stringify(body)}`);

const CALLS = /"type":"(?:broadcast|user)"/;

describe.each(stores)('the wording of a problem, on %s', (_, store) => {
  it('is in the first message, in its changes without another call, and in its end without any', async () => {
    const slack = vendor('slack-bot', {});
    const here = problemWorld([worded(slack, message)], { store });
    await here.report();
    await here.report();
    await here.world.drain();
    const [first = '', reply = '', edit = '', ...none] = took(slack);
    expect(none).toEqual([]);
    expect(first).toMatch(/Own title: Host down on a.*Own text for high.*https:\/\/wiki\.example\.com\/a/);
    expect(first).toMatch(/"type":"broadcast","range":"here"/);
    expect(reply).toMatch(/^chat.postMessage .*thread_ts/);
    expect(reply).not.toMatch(CALLS);
    expect(edit).toMatch(/^chat.update .*Own title: Host down on a.*Own text for high/);
    await here.happens({ status: 'resolved' });
    const ends = took(slack).slice(3).join('\n');
    expect(ends).toMatch(/chat.update .*Resolved.* · Own title: Host down on a/);
    expect(ends).not.toMatch(CALLS);
  });

  it('that fails is the default, with a note, and the alert is delivered', async () => {
    const slack = vendor('slack-bot', {});
    const here = problemWorld([worded(slack, { ...message, title: '{{ $number(title) }}' })], { store });
    await here.happens();
    const [first = ''] = took(slack);
    expect(first).toMatch(/HIGH · Host down/);
    expect(first).toMatch(/title of the message settings is not applied/);
  });
});
