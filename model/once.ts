/**
 * The same function, which works out its result once for each object that it is asked about. The result goes when the object goes.
 * @param work a pure function of its first argument: whoever asks about the same object gives the same further ones
 */
export function onceForEach<Subject extends object, Rest extends readonly unknown[], Result>(
  work: (subject: Subject, ...rest: Rest) => Result,
): (subject: Subject, ...rest: Rest) => Result {
  const known = new WeakMap<Subject, { readonly result: Result }>();
  return (subject, ...rest) => {
    const found = known.get(subject) ?? { result: work(subject, ...rest) };
    known.set(subject, found);
    return found.result;
  };
}
