/**
 * Results for the last few objects that were asked for. A `WeakMap` would keep them all, but each entry costs the garbage
 * collector more than most results cost to make.
 */
export class LastFew<V> {
  private readonly keys: object[] = [];
  private readonly results: V[] = [];
  private readonly most: number;
  private last = -1;

  constructor(most: number) {
    this.most = most;
  }

  get(key: object): V | undefined {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.results[at];
  }

  set(key: object, result: V): void {
    this.last = (this.last + 1) % this.most;
    this.keys[this.last] = key;
    this.results[this.last] = result;
  }
}
