import { isEvidencePolicy, withEvidence } from '../../core/brief/evidence-policy.ts';
import type { Config } from '../../core/config/schema.ts';
import { resolveSecrets } from '../../core/config/secrets.ts';
import type { Connected } from '../../core/connected.ts';
import type { Destination } from '../../core/destination.ts';
import { destinations } from '../../destinations/index.ts';
import type { Unusable } from './ports.ts';

type Secrets = Readonly<Record<string, string | undefined>>;
type Found = Connected | Unusable;

const registry: Readonly<Record<string, Destination>> = destinations;

function connect(setting: Config['destinations'][string], secrets: Secrets): Found {
  const { value, missing } = resolveSecrets(setting, secrets);
  if (missing.length > 0) return 'secret_not_set';
  const { type, evidence = 'scrubbed', ...settings } = value;
  const destination = registry[type];
  if (destination === undefined) return 'destination_not_configured';
  try {
    return withEvidence(destination.connect(settings), isEvidencePolicy(evidence) ? evidence : 'scrubbed');
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
