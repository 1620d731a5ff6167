/** Node reads GB18030 and does not write it: its two-byte codes are listed by reading each of them. */
const CODES = new Map<string, Buffer>();
const decoder = new TextDecoder('gb18030');
for (let lead = 0xa1; lead <= 0xf7; lead++) {
  for (let trail = 0xa1; trail <= 0xfe; trail++) {
    const code = Buffer.from([lead, trail]);
    CODES.set(decoder.decode(code), code);
  }
}

/** A text of ASCII and of the characters of GB2312, as Excel saves CSV in China. */
export const inGb18030 = (text: string): Buffer =>
  Buffer.concat([...text].map((c) => CODES.get(c) ?? Buffer.from(c, 'ascii')));
