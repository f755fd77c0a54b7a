import { splitCommon } from '../../config/common-settings.ts';
import type { Config } from '../../config/schema.ts';
import { resolveSecrets } from '../../config/secrets.ts';
import { isEvidencePolicy, withEvidence } from '../../destinations/_kit/alert-view/evidence-policy.ts';
import { withTimeZone } from '../../destinations/_kit/alert-view/time-zone.ts';
import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Destination } from '../../destinations/_kit/define-destination.ts';
import { destinations } from '../../destinations/index.ts';
import { limitsOf } from '../../domain/delivery-limits.ts';
import { isTimeZone } from '../../domain/values/time-zone.ts';
import type { Unusable } from './ports.ts';

type Secrets = Readonly<Record<string, string | undefined>>;
type Found = Connected | Unusable;

const registry: Readonly<Record<string, Destination>> = destinations;

function connect(setting: Config['destinations'][string], secrets: Secrets): Found {
  const { value, missing } = resolveSecrets(setting, secrets);
  if (missing.length > 0) return 'secret_not_set';
  const { type, ...written } = value;
  const { common, own } = splitCommon(written);
  const { evidence, timeZone } = common;
  const destination = registry[type];
  if (destination === undefined) return 'destination_not_configured';
  try {
    const connected = { ...destination.connect(own), ...limitsOf(common) };
    const zoned = withTimeZone(connected, isTimeZone(timeZone) ? timeZone : undefined);
    return withEvidence(zoned, isEvidencePolicy(evidence) ? evidence : 'scrubbed');
  } catch {
    // The error would quote the settings, secrets among them.
    return 'settings_invalid';
  }
}

/** The configured destinations, connected at their first use, and again when the secrets have changed. */
export function createDestinations(
  config: Pick<Config, 'destinations'>,
  secrets: () => Promise<Secrets>,
): (id: string) => Promise<Found> {
  let kept: { readonly of: Secrets; readonly connected: Map<string, Found> } | undefined;
  return async (id) => {
    const current = await secrets();
    if (kept?.of !== current) kept = { of: current, connected: new Map() };
    const setting = config.destinations[id];
    const found =
      kept.connected.get(id) ?? (setting === undefined ? 'destination_not_configured' : connect(setting, current));
    kept.connected.set(id, found);
    return found;
  };
}
