/** What was made of keys: of so many as were asked for last, so that memory does not grow. */
export class Kept<Value> {
  private readonly values = new Map<string, Value>();

  /** @param most how many are kept */
  constructor(private readonly most: number) {}

  /** What is kept for a key, or what is made of it now. */
  of(key: string, make: () => Value): Value {
    const value = this.values.has(key) ? (this.values.get(key) as Value) : make();
    this.values.delete(key);
    this.values.set(key, value);
    for (const oldest of this.values.keys()) {
      if (this.values.size <= this.most) break;
      this.values.delete(oldest);
    }
    return value;
  }
}
