/** When the fallbacks of deliveries that have not arrived are to be looked at. */
export interface Fallbacks {
  /** A repeated call keeps the first time (epoch ms). */
  schedule(deliveryId: string, atMs: number): Promise<void>;
  /** Deliveries whose time has come, some at a time. */
  due(nowMs: number): Promise<readonly string[]>;
  /** Forgets one that was looked at. */
  remove(deliveryId: string): Promise<void>;
}
