import { hasPlaceholder } from '../../lambdas/config/secrets.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { settingsAt } from '../../lambdas/destinations/_kit/targets/target.ts';
import { testAlert } from '../../lambdas/domain/test-alert.ts';
import type { Fields } from '../../lambdas/domain/values/json-fields.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { isTaken, receiverFor } from './mock.ts';

/** The settings of a destination at its mock receiver, and which of its own are not among them. */
export interface AcceptedSettings {
  readonly settings: Fields;
  readonly replaced: readonly string[];
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Settings that may not be kept: credentials, what waits for one, and addresses. */
function isReplaced(name: string, value: unknown, { secrets, targets }: Destination): boolean {
  const isAddress = /^\w[\w+.-]*:\/\//;
  return (
    secrets.includes(name) ||
    targets[name] === 'name' ||
    textsIn(value).some((text) => hasPlaceholder(text) || isAddress.test(text))
  );
}

/** Whether the mock receiver takes a message that is made with these settings. */
async function works(settings: Fields, own: Fields, destination: Destination, service: Service): Promise<boolean> {
  try {
    const connected = destination.connect(settingsAt(settings, destination.targets));
    const at = new Date().toISOString();
    const alert = testAlert('sandbox', 'fit', at);
    const prepared = await connected.prepare?.(alert);
    const attempt = { deliveryId: 'sandbox:fit', at, possibleDuplicate: false };
    const request = connected.render(alert, prepared === undefined ? attempt : { ...attempt, prepared });
    return await isTaken(request, receiverFor(service, own));
  } catch {
    return false;
  }
}

/**
 * The settings of a destination for its mock receiver: all of its own that hold no credential and no address and that the
 * mock receiver takes, tried one by one where it does not take them together.
 */
export async function acceptedSettings(
  own: Fields,
  mock: Fields,
  destination: Destination,
  service: Service,
): Promise<AcceptedSettings> {
  const kept = Object.entries(own).filter(([name, value]) => !isReplaced(name, value, destination));
  const together = { ...mock, ...Object.fromEntries(kept) };
  if (await works(together, own, destination, service)) return { settings: together, replaced: [] };
  let settings = mock;
  const replaced: string[] = [];
  for (const [name, value] of kept) {
    const next = { ...settings, [name]: value };
    if (await works(next, own, destination, service)) settings = next;
    else replaced.push(name);
  }
  return { settings, replaced };
}
