/**
 * What is made once and then kept: a library, an answer that does not change. One that failed is not kept, or everybody after
 * it would get the same failure until the program is started again: whoever asks next makes it anew.
 */
export function keep<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    if (kept) return kept;
    const making = make();
    kept = making;
    making.catch(() => {
      if (kept === making) kept = undefined;
    });
    return making;
  };
}
