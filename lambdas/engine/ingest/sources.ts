import type { Config, SourceConfig } from '../../config/schema.ts';
import { resolveSecrets } from '../../config/secrets.ts';

type Secrets = Readonly<Record<string, string | undefined>>;
type Sources = Readonly<Record<string, SourceConfig | undefined>>;

function withSecrets(source: SourceConfig, secrets: Secrets): SourceConfig | undefined {
  const { value, missing } = resolveSecrets(source, secrets);
  return missing.length > 0 ? undefined : value;
}

/** A source that receives events by EventBridge has no hook. */
const hasHook = ({ auth }: SourceConfig): boolean => auth.scheme !== 'eventbridge';

/**
 * The sources with their secrets, `undefined` where a secret is not set; resolved again only when the secrets change.
 */
export function createSources(sources: Config['sources'], secrets: () => Promise<Secrets>): () => Promise<Sources> {
  let kept: { readonly of: Secrets; readonly sources: Sources } | undefined;
  return async () => {
    const current = await secrets();
    if (kept?.of !== current) {
      const hooks = Object.entries(sources).filter(([, source]) => hasHook(source));
      const resolved = hooks.map(([id, source]) => [id, withSecrets(source, current)] as const);
      kept = { of: current, sources: Object.fromEntries(resolved) };
    }
    return kept.sources;
  };
}
