import type { SandboxSecrets, SandboxWorld } from '../_kit/settings.ts';
import type { FaultScript } from './faults.ts';

export interface SandboxOptions {
  /** @default 0, a free one */
  readonly port?: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  readonly secrets?: Partial<SandboxSecrets>;
  readonly world?: Partial<SandboxWorld>;
  readonly faults?: FaultScript;
  /** The receivers' clock, epoch ms. @default Date.now */
  readonly now?: () => number;
}
