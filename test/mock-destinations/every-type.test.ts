import { describe, expect, it } from 'vitest';
import { createMockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import { sandboxSecrets } from '../../infra/sandbox/_kit/settings.ts';
import { receiverNames, services } from '../../infra/sandbox/registry.ts';
import { testAlert } from '../../lambdas/domain/test-alert.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';

const configWith = (setting: Record<string, unknown>) =>
  ({ version: 1, sources: {}, destinations: { it: setting }, routes: [] }) as never;

describe('a mock receiver', () => {
  it.each(receiverNames)('takes the place of a destination as %s has it', async (name) => {
    const mocks = createMockDestinations();
    const setting = services[name].settings('https://vendor.example.com', sandboxSecrets);
    const config = await mocks.inPlaceOf(configWith(setting as never));
    expect(JSON.stringify(config)).not.toContain('vendor.example.com');
    const connected = await createDestinations(config, async () => ({}))('it');
    if (typeof connected === 'string') throw new Error(connected);
    const at = new Date().toISOString();
    const alert = testAlert('it', 'x', at);
    const prepared = await connected.prepare?.(alert);
    const sent = await mocks.send(
      connected.render(alert, {
        deliveryId: `it:${name}`,
        at,
        possibleDuplicate: false,
        ...(prepared === undefined ? {} : { prepared }),
      }),
    );
    expect(sent.kind).toBe('answer');
    const [row] = mocks.view.destinations();
    expect([row?.refused, row?.replaced], JSON.stringify(mocks.view.received('it', 5))).toEqual([0, []]);
  });
});
