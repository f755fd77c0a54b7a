import type { Receiver, Reply, SandboxRequest } from './receiver.ts';
import type { SandboxSecrets, SandboxWorld } from './settings.ts';

/** What a mock receiver is made with. */
export interface Surroundings {
  readonly secrets: SandboxSecrets;
  readonly world: SandboxWorld;
  /** How long a search does not see what is new, by the present fault script. */
  indexDelayMs(): number;
}

/** A mock receiver that does not speak HTTP: it hands over what it got as a request, and gets the reply to give. */
export interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

/** The mock receiver of a vendor: where it is, what it checks, how a destination is configured for it, what its reader sees. */
export interface Service {
  /** What the page calls it. */
  readonly title: string;
  /** Where it begins: `/slack/services`. */
  readonly prefix: string;
  create(surroundings: Surroundings): Receiver;
  /** A destination at this receiver as `tocsin.yaml` has it, `type` and invented credentials included. */
  settings(url: string, secrets: SandboxSecrets): Readonly<Record<string, unknown>>;
  /** One thing it got as inert HTML, roughly as its reader sees it. */
  draw(body: unknown): string;
  /** For a protocol of its own; `url` in `settings` is then this listener's. */
  listen?(receive: (request: SandboxRequest) => Reply): Promise<Listener>;
}
