/** The first bytes, and all of them from the beginning: formats are told by how a file begins. */
export async function peek(
  chunks: AsyncIterable<Buffer>,
  bytes: number,
): Promise<{ head: Buffer; whole: AsyncGenerator<Buffer> }> {
  const rest = chunks[Symbol.asyncIterator]();
  const kept: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const { value, done } = await rest.next();
    if (done) break;
    kept.push(value);
    length += value.length;
  }
  const head = Buffer.concat(kept);
  return { head, whole: resumed(head, rest) };
}

async function* resumed(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    // Whoever stops early lets the source go, too.
    await rest.return?.();
  }
}

/** Of bytes that nobody will read: whoever gives them is told so, be it a file or a request. */
export async function letGo(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks) return;
}
