// A log text as records: one per line, or lines joined as a shipper does it that knows how an entry starts.

/**
 * @param start matches the first line of an entry; undefined: every line is a record
 * @returns records in order; empty lines at the end of the text are no records
 */
export function joinLines(text: string, start: RegExp | undefined): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  while (lines.at(-1) === '') lines.pop();
  if (start === undefined) return lines;
  const records: string[] = [];
  for (const line of lines) {
    const last = records.length - 1;
    if (last < 0 || start.test(line)) records.push(line);
    else records[last] = `${records[last]!}\n${line}`;
  }
  return records;
}
