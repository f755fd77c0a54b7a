import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraceparent, stepOf, traceOfWebhook } from '../../lambdas/domain/trace-context.ts';

const sent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe('a traceparent', () => {
  it.each([
    [sent, '4bf92f3577b34da6a3ce929d0e0e4736'],
    [
      'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings',
      '4bf92f3577b34da6a3ce929d0e0e4736',
    ],
    [`${sent}-more`, undefined],
    ['ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', undefined],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', undefined],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', undefined],
    ['00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01', undefined],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7', undefined],
    [` ${sent}`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j has the trace %j', (text, traceId) => {
    expect(readTraceparent(text)?.traceId).toBe(traceId);
  });

  it('that is valid comes of whatever a sender says', () => {
    fc.assert(
      fc.property(fc.option(fc.oneof(fc.string(), fc.constant(sent)), { nil: undefined }), fc.string(), (text, id) => {
        const made = traceOfWebhook(id, text);
        const known = readTraceparent(text)?.traceId;
        expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
        expect(readTraceparent(made)).toBeDefined();
        if (known !== undefined) expect(readTraceparent(made)?.traceId).toBe(known);
      }),
    );
  });

  it('is the same for the same webhook, and keeps its trace from step to step', () => {
    const made = traceOfWebhook('wh_1', undefined);
    expect(traceOfWebhook('wh_1', undefined)).toBe(made);
    expect(traceOfWebhook('wh_2', undefined)).not.toBe(made);
    const [first, second] = [stepOf(made, 'akto:1:soc', '1'), stepOf(made, 'akto:1:soc', '2')].map(readTraceparent);
    expect(first?.traceId).toBe(readTraceparent(made)?.traceId);
    expect(second?.traceId).toBe(first?.traceId);
    expect(second?.spanId).not.toBe(first?.spanId);
    expect(readTraceparent(stepOf(traceOfWebhook('wh_1', sent), 'x'))?.flags, 'as the sender says').toBe('00');
    expect(stepOf(undefined, 'x')).toBeUndefined();
  });
});
